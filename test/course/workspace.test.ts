import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCourse } from '../../src/course/load.ts';
import type { Course, Lab } from '../../src/course/types.ts';
import { findWorkspace, openWorkspace } from '../../src/course/workspace.ts';
import { folderWith, TINY } from '../helpers/course-files.ts';

let folder: Awaited<ReturnType<typeof folderWith>>;
let course: Course;
let lab: Lab;
let ws: string;

beforeEach(async () => {
  folder = await folderWith(TINY);
  course = await loadCourse(join(folder.dir, 'labs'), { env: {} });
  lab = course.labs[0] as Lab;
  ws = join(folder.dir, 'ws');
});
afterEach(() => folder.remove());

const open = (dir = ws) => openWorkspace(dir, course);
const text = (path: string) => readFile(join(ws, path), 'utf8');

describe('laying out', () => {
  it('puts the starter in place and is a workspace from then on', async () => {
    const workspace = await open();
    expect(await workspace.exists()).toBe(false);
    const { created, kept } = await workspace.layOut();
    expect(created).toEqual(['01-one/Dockerfile', '01-one/src/app.js']);
    expect(kept).toEqual([]);
    expect(await workspace.exists()).toBe(true);
    expect(await text('01-one/Dockerfile')).toContain('FROM node:24');
  });

  it('never overwrites what the learner has, and brings back what is missing', async () => {
    await folder.write('ws/01-one/Dockerfile', 'FROM mine\n');
    const { created, kept } = await (await open()).layOut();
    expect(kept).toEqual(['01-one/Dockerfile']);
    expect(created).toEqual(['01-one/src/app.js']);
    expect(await text('01-one/Dockerfile')).toBe('FROM mine\n');
  });

  it('keeps even a broken link of the learner', async () => {
    await mkdir(join(ws, '01-one'), { recursive: true });
    await symlink('nowhere', join(ws, '01-one/Dockerfile'));
    expect((await (await open()).layOut()).kept).toEqual(['01-one/Dockerfile']);
  });

  it('can lay out some labs only', async () => {
    expect((await (await open()).layOut([])).created).toEqual([]);
  });

  it('leaves no temporary file behind', async () => {
    await (await open()).layOut();
    const all = await readdir(ws, { recursive: true });
    expect(all.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('refuses a folder that holds someone’s project', async () => {
    await folder.write('ws/main.rs', 'fn main() {}');
    await expect((await open()).layOut()).rejects.toMatchObject({
      code: 'no-workspace',
      message: expect.stringContaining('main.rs'),
    });
    expect(await readdir(ws)).toEqual(['main.rs']);
  });

  it('accepts a fresh repository with a README', async () => {
    await folder.write('ws/.git/HEAD', 'ref: refs/heads/main\n');
    await folder.write('ws/README.md', '# mine\n');
    expect((await (await open()).layOut()).created).toHaveLength(2);
  });

  it('refuses a file in the way', async () => {
    await folder.write('ws', 'a file');
    await expect(open()).rejects.toMatchObject({ code: 'no-workspace' });
  });

  it.each(['01-one', '01-one/src', '.docker-labs'])('never goes through a link at %s', async (path) => {
    const outside = join(folder.dir, 'outside');
    await mkdir(outside);
    await mkdir(join(ws, path, '..'), { recursive: true });
    await symlink(outside, join(ws, path));
    await expect((await open()).layOut()).rejects.toThrow(/is a link/);
    expect(await readdir(outside)).toEqual([]);
  });

  it('says when it cannot write', async () => {
    await folder.write('file', 'in the way of a folder\n');
    const workspace = await open(join(folder.dir, 'file', 'ws'));
    await expect(workspace.layOut()).rejects.toMatchObject({
      code: 'no-workspace',
      message: expect.stringContaining('cannot be written'),
    });
  });
});

describe('reset', () => {
  it('moves the learner’s files to a backup and restores the starter', async () => {
    const workspace = await open();
    await workspace.layOut();
    await writeFile(join(ws, '01-one/Dockerfile'), 'FROM mine\n');
    await folder.write('ws/01-one/notes/deep.txt', 'mine too\n');
    const inode = (await stat(join(ws, '01-one'))).ino;
    const { backup, restored } = await workspace.reset(lab);
    expect(restored).toEqual(['Dockerfile', 'src/app.js']);
    expect(await text('01-one/Dockerfile')).toContain('FROM node:24');
    expect(await readdir(join(ws, '01-one'))).toEqual(['Dockerfile', 'src']);
    expect(await readFile(join(backup, 'Dockerfile'), 'utf8')).toBe('FROM mine\n');
    expect(await readFile(join(backup, 'notes/deep.txt'), 'utf8')).toBe('mine too\n');
    expect(backup.startsWith(join(ws, '.docker-labs', 'backups', '01-one-'))).toBe(true);
    // a shell that stands in the lab's folder still stands there
    expect((await stat(join(ws, '01-one'))).ino).toBe(inode);
  });

  it('makes a backup of its own each time', async () => {
    const workspace = await open();
    await workspace.layOut();
    const backups = [await workspace.reset(lab), await workspace.reset(lab)].map((one) => one.backup);
    expect(new Set(backups).size).toBe(2);
  });

  it('touches nothing behind a link', async () => {
    const workspace = await open();
    await workspace.layOut();
    await folder.write('outside/keep.txt', 'keep\n');
    await folder.write('ws2/.docker-labs/workspace.json', '{}');
    await symlink(join(folder.dir, 'outside'), join(folder.dir, 'ws2/01-one'));
    await expect((await open(join(folder.dir, 'ws2'))).reset(lab)).rejects.toThrow(/is a link/);
    expect(await readdir(join(folder.dir, 'outside'))).toEqual(['keep.txt']);
  });
});

describe('finding the workspace', () => {
  it('is ./docker-labs where there is none', async () => {
    expect(await findWorkspace({ cwd: folder.dir })).toBe(join(folder.dir, 'docker-labs'));
  });

  it('is what --dir says, whatever stands there', async () => {
    expect(await findWorkspace({ cwd: folder.dir, dir: 'x' })).toBe(join(folder.dir, 'x'));
  });

  it('is the current folder, or the one it lies in', async () => {
    await (await open()).layOut();
    expect(await findWorkspace({ cwd: ws })).toBe(ws);
    expect(await findWorkspace({ cwd: join(ws, '01-one') })).toBe(ws);
  });

  it('is ./docker-labs before a folder above', async () => {
    await (await open()).layOut();
    await (await open(join(ws, '01-one/docker-labs'))).layOut();
    expect(await findWorkspace({ cwd: join(ws, '01-one') })).toBe(join(ws, '01-one/docker-labs'));
  });
});
