import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { staticProblems } from '../../../src/commands/author/static.ts';
import { loadCourse } from '../../../src/course/load.ts';
import { describeProblem } from '../../../src/course/problems.ts';
import { folderWith, TINY } from '../../helpers/course-files.ts';

let remove = async () => {};
afterEach(() => remove());

async function problems(changes: Record<string, string | undefined> = {}): Promise<string[]> {
  const files = Object.entries({ ...TINY, ...changes }).filter((file): file is [string, string] => !!file[1]);
  const folder = await folderWith(Object.fromEntries(files));
  remove = folder.remove;
  const course = await loadCourse(join(folder.dir, 'labs'), { env: {} });
  const [lab] = course.labs;
  if (!lab) throw new Error('no lab');
  return (await staticProblems(course, lab)).map((one) =>
    describeProblem(one, course.dir).replace(`${folder.dir}/`, ''),
  );
}

const lab = (from: string, to: string) => ({
  'labs/01-one/lab.yaml': (TINY['labs/01-one/lab.yaml'] ?? '').replace(from, to),
});

describe('a lab', () => {
  it('is sound as it is', async () => {
    expect(await problems()).toEqual([]);
  });

  it.each<[string, Record<string, string | undefined>, RegExp]>([
    [
      'an unknown check',
      lab(
        '      - { id: user.nonroot }\n    hints:\n      - look\n      - { for: user.nonroot, text: use USER }',
        '      - { id: user.nonrot }\n    hints: [look]',
      ),
      /^labs\/01-one\/lab.yaml:18: steps\[0\].checks\[0\]: There is no check "user.nonrot". Did you mean user.nonroot/,
    ],
    [
      'args that do not fit',
      lab(
        '- { id: user.nonroot }',
        '- { id: user.nonroot }\n      - { id: stages.count, args: { minimum: 2 } }',
      ),
      /^labs\/01-one\/lab.yaml:19: steps\[0\].checks\[1\]: The args of check stages.count do not fit/,
    ],
    [
      'a baseline that is no image',
      lab(
        '- { id: user.nonroot }',
        '- { id: user.nonroot }\n      - { id: size.reduction, args: { baseline: old } }',
      ),
      /^labs\/01-one\/lab.yaml:19: .*args.baseline: the lab has no image "old"$/,
    ],
    [
      'a step without a hint',
      lab('    hints:\n      - look\n      - { for: user.nonroot, text: use USER }', ''),
      /^labs\/01-one\/lab.yaml:13: steps\[0\]: the step has no hint$/,
    ],
    ['a missing reason', { 'solutions/01-one/why.md': undefined }, /^solutions\/01-one\/why.md: is missing/],
    [
      'a starter on an undeclared base',
      { 'labs/01-one/starter/Dockerfile': '\nFROM rust:1 AS b\nFROM b\nCOPY --from=b / /\n' },
      /^labs\/01-one\/starter\/Dockerfile:2: rust:1: course.yaml declares no such base$/,
    ],
    [
      'a solution that copies from an undeclared image',
      { 'solutions/01-one/Dockerfile': 'FROM scratch\nCOPY --from=busybox:1 / /\n' },
      /^solutions\/01-one\/Dockerfile:2: busybox:1: course.yaml declares no such base$/,
    ],
  ])('is told of %s', async (_, changes, expected) => {
    const found = await problems(changes);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(expected);
  });
});
