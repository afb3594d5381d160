import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const src = join(root, 'src');

/** The layers of ARCHITECTURE.md, from the entry to the ground: a file may import its own layer or lower. */
const LAYERS = [
  ['cli.ts'],
  ['commands'],
  ['ui', 'plain'],
  ['session'],
  ['checks', 'progress', 'reports', 'doctor'],
  ['course'],
  ['scan', 'engine'],
  ['image', 'dockerfile'],
  ['text', 'errors.ts', 'version.ts', 'assets.ts'],
];
const ONLY_IN: Record<string, string> = {
  ink: 'ui',
  react: 'ui',
  dockerode: 'engine',
  conf: 'progress',
};

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => file.replaceAll('\\', '/'));
const top = (file: string) => file.split('/')[0] ?? '';
const layer = (file: string) => LAYERS.findIndex((names) => names.includes(top(file)));

/** What a file imports: `[specifier, typeOnly]`. */
function imports(file: string): [string, boolean][] {
  const text = readFileSync(join(src, file), 'utf8');
  const found = text.matchAll(
    /^\s*(import|export)\s(type\s)?[^;'"]*?from\s+'([^']+)'|import\('([^']+)'\)/gms,
  );
  return [...found].map((match) => [match[3] ?? match[4] ?? '', match[2] !== undefined]);
}

describe('the house', () => {
  it('has a place for every file', () => {
    expect(files.filter((file) => layer(file) < 0)).toEqual([]);
  });

  it('imports one way, downwards', () => {
    const wrong = files.flatMap((file) =>
      imports(file)
        .filter(([name, typeOnly]) => name.startsWith('.') && !typeOnly)
        .map(([name]) => relative(src, resolve(src, dirname(file), name)).replaceAll('\\', '/'))
        .filter((target) => !target.startsWith('..') && layer(target) < layer(file))
        .map((target) => `${file} -> ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('keeps each adapter in its place', () => {
    const wrong = files.flatMap((file) =>
      imports(file)
        .filter(([name]) => name in ONLY_IN && ONLY_IN[name] !== top(file))
        .map(([name]) => `${file} imports ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  it('keeps files short', () => {
    const long = files
      .map((file) => [file, readFileSync(join(src, file), 'utf8').split('\n').length] as const)
      .filter(([, lines]) => lines > 300);
    expect(long).toEqual([]);
  });
});
