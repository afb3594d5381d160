import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { packagesOf, thirdParty } from '../../scripts/licences.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const { dependencies = {}, devDependencies, scripts } = JSON.parse(read('package.json'));

/** The packages in the first column of the tables under a heading of docs/dependencies.md. */
function listed(heading: string): string[] {
  const section =
    read('docs/dependencies.md')
      .split('## ')
      .find((one) => one.startsWith(heading)) ?? '';
  const rows = section.split('\n').flatMap((line) => /^\| ([^|]+) \| [^|]{8,} \|$/.exec(line)?.[1] ?? []);
  return rows.flatMap((cell) => cell.split(', ')).filter((name) => name !== 'package');
}

/** The packages that the program itself imports, types aside. */
function imported(): string[] {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  const found = files
    .filter((file) => /\.tsx?$/.test(file))
    .flatMap((file) => [...read(join('src', file)).matchAll(/(?:from|import\() ?'([a-z@][^']*)'/g)])
    .map(([, name = '']) =>
      name.startsWith('@') ? name.split('/').slice(0, 2).join('/') : name.split('/')[0],
    )
    .filter((name) => name !== undefined && !name.startsWith('node:'));
  return [...new Set(found as string[])].sort();
}

describe('the package', () => {
  it('has nothing to install and no script that runs on installation', () => {
    expect(Object.keys(dependencies), 'bundled packages belong to devDependencies').toEqual([]);
    expect(Object.keys(scripts).filter((name) => /^(pre|post)?install$|^prepare$/.test(name))).toEqual([]);
  });

  it('bundles what docs/dependencies.md gives a reason for, and nothing else', () => {
    expect(listed('Bundled')).toEqual(imported());
  });

  it('has a reason for every other dependency, too', () => {
    const all = [...listed('Bundled'), ...listed('For development')].sort();
    expect(all).toEqual(Object.keys(devDependencies).sort());
  });
});

describe('licences', () => {
  it('are found for nested packages of a bundle', () => {
    const inputs = { 'src/a.ts': {}, 'node_modules/a/b.js': {}, 'node_modules/a/node_modules/@c/d/e.js': {} };
    expect(packagesOf({ inputs })).toEqual(['node_modules/a', 'node_modules/a/node_modules/@c/d']);
  });

  it('are carried along, and one that may not be bundled stops the build', () => {
    expect(thirdParty(root, ['node_modules/zod'])).toMatch(
      /^zod [\d.]+: MIT\n\n[\s\S]*Permission is hereby granted/,
    );
    const strict = join(root, 'test/fixtures/packages');
    expect(() => thirdParty(strict, ['copyleft'])).toThrow('copyleft 1.0.0 is under AGPL-3.0-only');
    expect(() => thirdParty(strict, ['silent'])).toThrow('silent 1.0.0 is under no licence');
  });
});
