import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const COURSE = `formatVersion: 1
id: tiny
title: A tiny course
version: 1.0.0
bases:
  node: node:24
  small: node:24-alpine
labs: [01-one]
checklist:
  - { id: done, title: Done, steps: [one/first] }
`;

const LAB = `formatVersion: 1
id: one
title: One
summary: A lab.
minutes: 5
objectives: [learn]
edits: [Dockerfile]
images:
  app:
    tag: tiny:app
    dockerfile: Dockerfile
steps:
  - id: first
    title: First
    lesson: steps/1-first.md
    goal: Take {{base.small}}.
    checks:
      - { id: user.nonroot }
    hints:
      - look
      - { for: user.nonroot, text: use USER }
`;

/** The files of a small course that is sound; tests break one thing each. */
export const TINY: Record<string, string> = {
  'labs/course.yaml': COURSE,
  'labs/01-one/lab.yaml': LAB,
  'labs/01-one/steps/1-first.md': 'Use `{{base.small}}`, or `docker inspect -f {{.Config.User}}`.\n',
  'labs/01-one/starter/Dockerfile': 'FROM node:24\nCOPY --from=node:24 /a /b\n',
  'labs/01-one/starter/src/app.js': 'console.log(1);\n',
  'solutions/01-one/Dockerfile': 'FROM node:24-alpine\nUSER node\n',
  'solutions/01-one/why.md': 'Because.\n',
};

/** A fresh temporary folder with the given files; `remove` deletes it. */
export async function folderWith(
  files: Record<string, string> = {},
): Promise<{ dir: string; write(path: string, text: string): Promise<void>; remove(): Promise<void> }> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'docker-labs-test-')));
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text);
  };
  for (const [path, text] of Object.entries(files)) await write(path, text);
  return { dir, write, remove: () => rm(dir, { recursive: true, force: true }) };
}
