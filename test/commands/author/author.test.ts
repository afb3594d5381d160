import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { authorCheck } from '../../../src/commands/author.ts';
import { practiceEngineFor } from '../../../src/commands/practice.ts';
import { loadCourse } from '../../../src/course/load.ts';
import { folderWith } from '../../helpers/course-files.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function check(dir: string, json = false) {
  const lines: string[] = [];
  const practice = practiceEngineFor(await loadCourse(dir, { env: {} }));
  const out = (line: string) => void lines.push(line);
  const code = await authorCheck({ dir, practice, json, labs: ['basic'], out });
  return { code, lines, text: lines.join('\n') };
}

/** The project's own course with a file changed. */
async function spoilt(path: string, change: (text: string) => string): Promise<string> {
  const folder = await folderWith();
  cleanups.push(folder.remove);
  await cp(join(root, 'labs'), join(folder.dir, 'labs'), { recursive: true });
  await cp(join(root, 'solutions'), join(folder.dir, 'solutions'), { recursive: true });
  const file = join(folder.dir, path);
  const changed = change(await readFile(file, 'utf8'));
  if (changed === '') await rm(file);
  else await writeFile(file, changed);
  return join(folder.dir, 'labs');
}

describe('author check', () => {
  it('finds lab 1 sound', async () => {
    const { code, text } = await check(join(root, 'labs'));
    expect(text).toMatch(/^basic .* sound/);
    expect(code).toBe(0);
  });

  it('tells of a solution that is not one', async () => {
    const labs = await spoilt('solutions/01-basic/Dockerfile.basic', (text) =>
      text.replace('USER nodejs\n', ''),
    );
    const { code, text } = await check(labs);
    expect(code).toBe(1);
    expect(text).toMatch(/solutions\/01-basic: user.nonroot says fail/);
  });

  it('tells of a wrong answer that is right', async () => {
    const path = 'labs/01-basic/wrong/user.nonroot.root-at-end/Dockerfile.basic';
    const { text } = await check(await spoilt(path, (old) => old.replace('USER root\n', '')));
    expect(text).toMatch(/wrong\/user.nonroot.root-at-end: user.nonroot does not catch it: it says pass/);
  });

  it('tells of a starter that has a step done', async () => {
    const path = 'labs/01-basic/starter/Dockerfile.basic';
    const labs = await spoilt(path, (text) =>
      text.replace('COPY . .\nRUN npm install', 'COPY package*.json ./\nRUN npm ci\nCOPY . .'),
    );
    expect((await check(labs)).text).toMatch(/starter: step cache-order holds for the starter already/);
  });

  it('answers in one JSON document', async () => {
    const { code, lines } = await check(await spoilt('solutions/01-basic/why.md', () => ''), true);
    expect(code).toBe(1);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      formatVersion: 1,
      judgedOn: 'practice',
      labs: [
        {
          id: 'basic',
          status: 'fail',
          problems: ['solutions/01-basic/why.md: is missing: a solution says why'],
        },
      ],
    });
  });
});
