import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { readWrongAnswers } from '../../../src/commands/author/wrong-answers.ts';
import { loadCourse } from '../../../src/course/load.ts';
import { folderWith, TINY } from '../../helpers/course-files.ts';

let remove = async () => {};
afterEach(() => remove());

async function read(yaml: string, name = 'user.nonroot.root') {
  const path = `labs/01-one/wrong/${name}`;
  const folder = await folderWith({
    ...TINY,
    [`${path}/wrong.yaml`]: yaml,
    [`${path}/Dockerfile`]: 'FROM a\n',
  });
  remove = folder.remove;
  const [lab] = (await loadCourse(join(folder.dir, 'labs'), { env: {} })).labs;
  if (!lab) throw new Error('no lab');
  const { answers, problems } = await readWrongAnswers(lab);
  return { answers, problems: problems.map((one) => `${one.line ?? '-'}: ${one.message}`) };
}

it('reads an answer, and says how many there should be', async () => {
  const { answers, problems } = await read('step: first\ncheck: user.nonroot\nwhy: because\n');
  expect(answers.map((answer) => answer.name)).toEqual(['user.nonroot.root']);
  expect(problems).toEqual(['-: 1 wrong answers; a lab has at least 8']);
});

it.each([
  ['step: last\ncheck: user.nonroot\nwhy: x\n', '1: step: there is no step "last"'],
  ['step: first\ncheck: user.exists\nwhy: x\n', '2: check: step first has no required check "user.exists"'],
  [
    'step: first\ncheck: user.nonroot\nwhy: x\nline: 1\n',
    '4: line: of which file? Name it with the key file',
  ],
  [
    'step: first\ncheck: user.nonroot\nwhy: x\nfile: Dockerfile\nline: 9\n',
    '5: line: Dockerfile has 2 lines',
  ],
  [
    'step: first\ncheck: user.nonroot\nwhy: x\nfile: Dockerfile.x\n',
    '4: file: the answer has no Dockerfile.x',
  ],
  [
    'step: first\ncheck: user.nonroot\nwhy: x\nalsoFails: [a.b]\n',
    '4: alsoFails[0]: the lab has no check "a.b"',
  ],
  ['step: first\ncheck: user.nonroot\nwhy: x\nlyne: 1\n', '4: lyne: unknown key'],
])('tells what is wrong in %j', async (yaml, problem) => {
  expect((await read(yaml)).problems).toContain(problem);
});

it('wants the folder named for its check', async () => {
  const { problems } = await read('step: first\ncheck: user.nonroot\nwhy: x\n', 'root');
  expect(problems[0]).toMatch(/^2: check: the folder is named for its check/);
});
