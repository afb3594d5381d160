import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { COMMANDS } from '../../../src/commands/author/known-commands.ts';
import { proseProblems } from '../../../src/commands/author/prose.ts';
import { run } from '../../../src/commands/program.ts';
import { loadCourse } from '../../../src/course/load.ts';
import { folderWith, TINY } from '../../helpers/course-files.ts';

let remove = async () => {};
afterEach(() => remove());

/** What is wrong with a lesson: `line: message`, one each. */
async function lesson(text: string): Promise<string[]> {
  const folder = await folderWith({ ...TINY, 'labs/01-one/steps/1-first.md': text });
  remove = folder.remove;
  const course = await loadCourse(join(folder.dir, 'labs'), { env: {} });
  const [lab] = course.labs;
  if (!lab) throw new Error('no lab');
  return (await proseProblems(course, lab)).map((problem) => `${problem.line}: ${problem.message}`);
}

describe('a lesson', () => {
  it('may name commands, labs and steps that exist', async () => {
    const text = 'Type `docker-labs hint one/first`, `docker-labs check LAB` or `docker-labs inspect a b`.\n';
    expect(await lesson(`${text}docker-labs adds up all layers.\n`)).toEqual([]);
  });

  it.each([
    ['`docker-labs frobnicate`', '1: docker-labs frobnicate: there is no such command'],
    ['a\n```sh\ndocker-labs chekc one\n```\n', '3: docker-labs chekc: there is no such command'],
    ['`docker-labs check two`', '1: docker-labs check two: there is no lab "two"'],
    ['`docker-labs hint one/last`', '1: docker-labs hint one/last: there is no such step'],
    [`\`\`\`\n${'x'.repeat(77)}\n\`\`\`\n`, '2: 77 columns of code; at most 76 are shown whole'],
    ['x\n\n[a](https://)', '3: https://: is no well-formed address'],
    ['[a](http://docker.com)', '1: http://docker.com: only https links are shown'],
    ['[a](missing.md)', '1: missing.md: there is no such file'],
  ])('is told of %j', async (text, problem) => {
    expect(await lesson(text)).toEqual([problem]);
  });

  it('may hold long lines outside of code', async () => {
    expect(await lesson(`${'word '.repeat(40)}\n`)).toEqual([]);
  });
});

describe('the known commands', () => {
  it('are those of the contract', () => {
    const contract =
      'start list check build hint solution reset inspect scan export grade judge doctor clean author completion help';
    expect(Object.keys(COMMANDS)).toEqual(contract.split(' '));
  });

  it('hold every command of docker-labs --help', async () => {
    const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    await run(['--help']);
    const help = written.mock.calls.map(([text]) => String(text)).join('');
    written.mockRestore();
    const named = [...help.matchAll(/^ {2}([a-z]+)\b(?=.* {2})/gm)].map((match) => match[1]);
    expect(named).toContain('start');
    expect(named.filter((name) => name !== 'help' && !Object.hasOwn(COMMANDS, name ?? ''))).toEqual([]);
  });
});
