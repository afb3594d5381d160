import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { VerdictStatus } from '../../src/checks/types.ts';
import { readExport } from '../../src/reports/export/read.ts';
import { exportSchema } from '../../src/reports/export/schema.ts';
import isExport from '../../src/reports/export/shape.ts';
import { sealExport } from '../../src/reports/export/sign.ts';
import { newKey, sealed } from '../helpers/exports.ts';
import { fuzzRuns, fuzzTimeout } from '../helpers/hostile.ts';
import { realCourse } from '../helpers/session.ts';

let text: string;
let places: { path: (string | number)[]; value: unknown }[];
/** The check as the build bundles it. */
let bundled: typeof isExport;
beforeAll(async () => {
  const rounds: Record<string, VerdictStatus>[] = [{ 'two-stages': 'fail' }, { naive: 'pass' }];
  text = await sealed(await realCourse(), { rounds, files: { 'scripts/scan.sh': 'exit 0\n' } });
  places = placesOf(JSON.parse(text));
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const made = ['--import', 'tsx', 'scripts/compile-shape.ts'];
  const code = execFileSync(process.execPath, made, { cwd: root, encoding: 'utf8' });
  bundled = (await import(`data:text/javascript,${encodeURIComponent(code)}`)).default;
});

/** What the compiled checks, source and bundle, and zod say of an export in which something was exchanged. */
function verdicts(change: (root: Record<string, never>) => void): boolean[] {
  const value = JSON.parse(text);
  change(value);
  return [isExport(value), bundled(value), exportSchema.safeParse(value).success];
}

describe('the compiled shape of exports', () => {
  it('is the schema’s, whatever stands at whatever place', { timeout: fuzzTimeout(3000) }, () => {
    const seen = { right: 0, wrong: 0 };
    const nearby = fc.constantFrom<unknown>(
      '',
      'x',
      'x'.repeat(201),
      0,
      -1,
      1.5,
      2 ** 53,
      [],
      {},
      null,
      false,
    );
    const other = fc.oneof(
      nearby,
      fc.jsonValue(),
      fc.nat(places.length - 1).map((at) => places[at]?.value),
    );
    fc.assert(
      fc.property(fc.nat(places.length - 1), other, (at, value) => {
        const [source, built, zod] = verdicts((root) => put(root, places[at]?.path ?? [], value));
        expect([source, built]).toEqual([zod, zod]);
        seen[zod ? 'right' : 'wrong']++;
      }),
      { numRuns: fuzzRuns(3000) },
    );
    expect(Math.min(seen.right, seen.wrong)).toBeGreaterThan(0);
  });

  it('is the schema’s where something lacks, or there is more', () => {
    const inner = places.filter(({ value }) => typeof value === 'object' && !Array.isArray(value));
    for (const { path } of inner) {
      const more = verdicts((root) => put(root, [...path, 'more'], 1));
      expect(more, path.join('.')).toEqual([false, false, false]);
    }
    for (const { path } of places) {
      const [source, built, zod] = verdicts((root) => remove(root, path));
      expect([source, built], path.join('.')).toEqual([zod, zod]);
    }
  });

  it('leaves a text near its limit whose characters take two units to zod, which counts characters', () => {
    const named = (name: string) => verdicts((root) => put(root, ['document', 'learner', 'name'], name));
    expect(named('😀'.repeat(150))).toEqual([false, false, true]);
    expect(named('😀'.repeat(201))).toEqual([false, false, false]);
    const { document } = exportSchema.parse(JSON.parse(text));
    const own = sealExport({ ...document, learner: { name: '😀'.repeat(150), id: '' } }, newKey());
    expect(readExport(Buffer.from(own))).toMatchObject({ integrity: 'intact', reformatted: false });
  });

  it.each([
    ['a', true],
    ['Dockerfile', true],
    ['src/.hidden/..name/...', true],
    ['ä b/😀', true],
    ['', false],
    ['/a', false],
    ['a/', false],
    ['a//b', false],
    ['.', false],
    ['a/./b', false],
    ['..', false],
    ['a/../b', false],
    ['a/..', false],
    ['a\\b', false],
    ['C:a', false],
    ['c:/a', false],
    ['a\0', false],
  ])('takes %j for a path inside a lab’s folder: %s', (path, inside) => {
    const at = places.find(({ path: at }) => at.at(-1) === 'path')?.path ?? [];
    expect(at).not.toEqual([]);
    expect(verdicts((root) => put(root, at, path))).toEqual([inside, inside, inside]);
  });
});

function placesOf(root: unknown, path: (string | number)[] = []): typeof places {
  if (typeof root !== 'object' || root === null) return [];
  return Object.entries(root).flatMap(([key, value]) => {
    const here = [...path, key];
    return [{ path: here, value }, ...placesOf(value, here)];
  });
}

function put(root: unknown, path: readonly (string | number)[], value: unknown): void {
  const last = path.at(-1) ?? '';
  Object.assign(parentOf(root, path), { [last]: value });
}

function remove(root: unknown, path: readonly (string | number)[]): void {
  delete parentOf(root, path)[path.at(-1) ?? ''];
}

function parentOf(root: unknown, path: readonly (string | number)[]): Record<string, unknown> {
  return path.slice(0, -1).reduce((node, key) => (node as never)[key], root) as Record<string, unknown>;
}
