import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { candidates } from '../../src/reports/grade/candidates.ts';
import { lookAlikes } from '../../src/reports/grade/look-alikes.ts';
import { traitsOf } from '../../src/reports/grade/traits.ts';
import type { Graded, LookAlike } from '../../src/reports/grade/types.ts';
import { exportOf } from '../helpers/exports.ts';
import { realCourse } from '../helpers/session.ts';

interface Submission {
  file: string;
  key?: string;
  attempts?: string[];
  lines?: number[];
  superseded?: boolean;
}

const compare = (...submissions: Submission[]): LookAlike[] =>
  lookAlikes(
    submissions.map(({ file, superseded = false }) => ({ file, superseded }) as Graded),
    new Map(
      submissions.map(({ file, key = '', attempts = [], lines }) => [
        file,
        {
          key,
          attempts: new Set(attempts),
          lines: new Map(lines ? [['basic', new Set(lines)]] : []),
        },
      ]),
    ),
  );
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

describe('look-alikes', () => {
  it('are those of one key, with attempts in common, or with nearly the same Dockerfile', () => {
    const found = compare(
      { file: 'a', key: 'k1', attempts: ['1', '2'], lines: range(0, 20) },
      { file: 'b', key: 'k1', lines: range(40, 60) },
      { file: 'c', key: 'k2', attempts: ['2', '1', '3'] },
      { file: 'd', key: 'k3', lines: [...range(0, 19), 99] },
      { file: 'e', key: 'k4', lines: [...range(0, 17), 97, 98, 99] },
    );
    expect(found).toEqual([
      { files: ['a', 'b'], reasons: ['signed by the same workspace'] },
      { files: ['a', 'c'], reasons: ['2 attempts in common'] },
      { files: ['a', 'd'], reasons: ['basic: Dockerfiles 90 % alike'] },
    ]);
  });

  it('are one group with all reasons, however many they are', () => {
    const same = { key: 'k', attempts: ['1'], lines: range(0, 20) };
    const many = range(0, 500).map((index) => ({ file: `${index}`, ...same }));
    expect(compare(...many)).toEqual([
      {
        files: many.map(({ file }) => file),
        reasons: ['signed by the same workspace', '1 attempt in common', 'basic: Dockerfiles 100 % alike'],
      },
    ]);
  });

  it('form a group where each resembles another, with the least likeness', () => {
    const [found, ...others] = compare(
      ...range(0, 30).map((index) => ({ file: `${index}`, lines: [...range(0, 24), 1000 + index] })),
      { file: 'other', lines: range(500, 525) },
    );
    expect(others).toEqual([]);
    expect(found?.files).toHaveLength(30);
    expect(found?.reasons).toEqual(['basic: Dockerfiles 92 % alike']);
  });

  it('leave out unsigned files as of one key, and those of which a newer one counts', () => {
    expect(compare({ file: 'a' }, { file: 'b' })).toEqual([]);
    expect(compare({ file: 'a', key: 'k', superseded: true }, { file: 'b', key: 'k' })).toEqual([]);
  });

  it('compare lines without comments, blanks and indentation', async () => {
    const course = await realCourse();
    const body = range(0, 9).map((index) => `RUN echo ${index}`);
    const of = async (text: string) => traitsOf(await exportOf(course, { dockerfile: text }), '');
    const plain = await of(body.join('\n'));
    const spaced = await of(body.map((line) => `# a remark\n\n  ${line.replaceAll(' ', '   ')}`).join('\n'));
    expect(plain.lines.size).toBeGreaterThan(0);
    expect(spaced.lines).toEqual(plain.lines);
  });

  it('are all among the pairs that are looked at', () => {
    const sets = fc.array(fc.uniqueArray(fc.nat(30), { minLength: 1, maxLength: 24 }), { maxLength: 12 });
    fc.assert(
      fc.property(sets, fc.constantFrom(0.5, 0.8, 0.9, 1), (lists, near) => {
        const all = lists.map((list) => new Set(list));
        const pairs = new Set([...candidates(all, near)].map(String));
        for (const [b, second] of all.entries()) {
          for (const [a, first] of all.slice(0, b).entries()) {
            const both = [...first].filter((one) => second.has(one)).length;
            if (both / (first.size + second.size - both) >= near) expect(pairs).toContain(String([a, b]));
          }
        }
      }),
    );
  });
});
