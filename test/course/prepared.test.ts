import { readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { prepare, preparedCourse } from '../../src/course/prepared.ts';
import { readCourse } from '../../src/course/read-course.ts';
import { folderWith, TINY } from '../helpers/course-files.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A small course, and what a build would prepare of it. */
async function built() {
  const folder = await folderWith(TINY);
  cleanups.push(folder.remove);
  const labs = join(folder.dir, 'labs');
  const course = await readCourse(labs, undefined, {});
  const file = join(folder.dir, 'course.json');
  await writeFile(file, prepare(course));
  return { ...folder, labs, course, file };
}

describe('the course that the build prepared', () => {
  it('is the course as its files say it', async () => {
    const { labs, course, file } = await built();
    expect(preparedCourse(labs, file)).toEqual(JSON.parse(JSON.stringify(course)));
  });

  it('names no folder of the machine that built it', async () => {
    const { dir, file } = await built();
    expect(await readFile(file, 'utf8')).not.toContain(dir);
  });

  it('is not used when a file of the course has changed since, by its length or its time', async () => {
    const { labs, file } = await built();
    const lab = join(labs, '01-one', 'lab.yaml');
    const later = new Date(Date.now() + 60_000);
    await utimes(lab, later, later);
    expect(preparedCourse(labs, file)).toBeUndefined();
    const earlier = new Date(Date.now() - 60_000);
    await utimes(lab, earlier, earlier);
    expect(preparedCourse(labs, file)).toBeDefined();
    await writeFile(lab, `${await readFile(lab, 'utf8')}\n# more\n`);
    await utimes(lab, earlier, earlier);
    expect(preparedCourse(labs, file)).toBeUndefined();
  });

  it('is not used when a file of the course is gone, or there is none', async () => {
    const { labs, file } = await built();
    expect(preparedCourse(labs, `${file}.none`)).toBeUndefined();
    await rm(join(labs, '01-one', 'lab.yaml'));
    expect(preparedCourse(labs, file)).toBeUndefined();
  });
});
