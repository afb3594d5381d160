import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { loadCourse } from '../../src/course/load.ts';
import { LearnerError } from '../../src/errors.ts';
import { folderWith, TINY } from '../helpers/course-files.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function tiny(changes: Record<string, string> = {}) {
  const folder = await folderWith({ ...TINY, ...changes });
  cleanups.push(folder.remove);
  return { ...folder, labs: join(folder.dir, 'labs') };
}

const lab = (from: string | RegExp, to: string) => ({
  'labs/01-one/lab.yaml': (TINY['labs/01-one/lab.yaml'] ?? '').replace(from, to),
});

/** The problems that loading the changed course reports, one a line. */
async function problems(changes: Record<string, string>): Promise<string[]> {
  const { labs } = await tiny(changes);
  const error = await loadCourse(labs, { env: {} }).then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(LearnerError);
  expect(error.code).toBe('bad-course');
  return error.message.split('\n').slice(1);
}

describe('a course', () => {
  it('is the package’s own by default', async () => {
    const course = await loadCourse(undefined, { env: {} });
    expect(course.manifest.id).toBe('docker-labs');
    expect(course.labs[0]?.id).toBe('basic');
  });

  it('has its base images filled in, and nothing else that looks like a template', async () => {
    const course = await loadCourse((await tiny()).labs, { env: {} });
    expect(course.labs[0]?.steps[0]).toMatchObject({
      goal: 'Take node:24-alpine.',
      lesson: 'Use `node:24-alpine`, or `docker inspect -f {{.Config.User}}`.\n',
    });
    expect(course.labs[0]?.solutionDir).toMatch(/solutions.01-one$/);
  });

  it('says where there is none', async () => {
    await expect(loadCourse(tmpdir(), { env: {} })).rejects.toThrow(/has no course.yaml/);
  });
});

describe('a broken course', () => {
  it.each<[string, Record<string, string>, string]>([
    ['an unknown key', lab('goal:', 'gaol:'), 'labs/01-one/lab.yaml:16: steps[0].gaol: unknown key'],
    [
      'a missing key',
      lab('summary: A lab.\n', ''),
      'labs/01-one/lab.yaml:1: summary: is missing (expected string)',
    ],
    ['a wrong type', lab('minutes: 5', 'minutes: soon'), 'labs/01-one/lab.yaml:5: minutes: '],
    ['broken YAML', lab('edits: [Dockerfile]', 'edits: [Dockerfile'), 'labs/01-one/lab.yaml:'],
    ['a key twice', lab('minutes: 5', 'minutes: 5\nminutes: 6'), 'labs/01-one/lab.yaml:6: '],
    [
      'an id that is not the folder’s',
      lab('id: one', 'id: two'),
      'labs/01-one/lab.yaml:2: id: "two" is not the folder’s name (one)',
    ],
    [
      'an unknown image',
      lab('- { id: user.nonroot }', '- { id: user.nonroot, image: prod }'),
      'labs/01-one/lab.yaml:18: steps[0].checks[0].image: the lab has no image "prod"',
    ],
    [
      'a hint for no check',
      lab('for: user.nonroot', 'for: user.exists'),
      'labs/01-one/lab.yaml:21: steps[0].hints[1].for: the step has no check "user.exists"',
    ],
    [
      'a lesson that is not there',
      lab('1-first.md', '2-second.md'),
      'labs/01-one/lab.yaml:15: steps.first.lesson: steps/2-second.md: there is no such file',
    ],
    [
      'a path that leads out',
      lab('steps/1-first.md', '../../secret.md'),
      'labs/01-one/lab.yaml:15: steps[0].lesson: a path inside the folder',
    ],
    [
      'an undeclared base',
      { 'labs/01-one/steps/1-first.md': 'a\n\n{{base.rust}}\n' },
      'labs/01-one/steps/1-first.md:3: {{base.rust}}: the course declares no such base (it has node, small)',
    ],
    [
      'an empty lesson',
      { 'labs/01-one/steps/1-first.md': ' \n' },
      'labs/01-one/steps/1-first.md: the lesson is empty',
    ],
    [
      'a lab that is not there',
      { 'labs/course.yaml': (TINY['labs/course.yaml'] ?? '').replace('[01-one]', '[01-one, 02-two]') },
      'labs/course.yaml:8: labs[1]: 02-two: there is no such folder',
    ],
    [
      'a checklist item of no step',
      { 'labs/course.yaml': (TINY['labs/course.yaml'] ?? '').replace('one/first', 'one/last') },
      'labs/course.yaml:10: checklist[0].steps[0]: there is no step "one/last"',
    ],
    [
      'a baseline without its Dockerfile',
      lab('    dockerfile: Dockerfile\n', '    dockerfile: Dockerfile.old\n    from: starter\n'),
      'labs/01-one/lab.yaml:11: images.app.dockerfile: the starter has no file Dockerfile.old',
    ],
  ])('names %s by file and line', async (_, changes, expected) => {
    expect((await problems(changes)).some((line) => line.startsWith(expected))).toBe(true);
  });

  it('names all problems at once, in the order of files and lines', async () => {
    const both = await problems({
      ...lab(/minutes: 5|goal: .*/g, 'nonsense: 1'),
      'labs/01-one/steps/1-first.md': '{{base.x}}',
    });
    expect(both.length).toBeGreaterThanOrEqual(4);
    expect(both).toEqual([...both].sort((a, b) => a.localeCompare(b, undefined, { numeric: true })));
  });

  it('refuses links, which could lead anywhere', async () => {
    const { dir, labs } = await tiny();
    await symlink('/etc/hostname', join(dir, 'labs/01-one/starter/host'));
    await expect(loadCourse(labs, { env: {} })).rejects.toThrow(/starter\/host: .*no links/);
  });

  it('refuses a lab’s folder that leads out of the course', async () => {
    const { dir, labs, write } = await tiny();
    const elsewhere = await mkdtemp(join(tmpdir(), 'elsewhere-'));
    cleanups.push(() => rm(elsewhere, { recursive: true }));
    await symlink(elsewhere, join(dir, 'labs/02-two'));
    await write('labs/course.yaml', (TINY['labs/course.yaml'] ?? '').replace('[01-one]', '[01-one, 02-two]'));
    await expect(loadCourse(labs, { env: {} })).rejects.toThrow(/02-two: leads out of the folder/);
  });
});

describe('a classroom’s base images', () => {
  it('stand in lessons and in the FROM lines of starter and solution', async () => {
    const { dir, labs, write } = await tiny();
    await write('bases.json', '{"node": "mirror.local:5000/node:24"}');
    await write('ws/bases.yaml', 'small: mirror.local:5000/small:1\n');
    const env = { DOCKER_LABS_BASES_FILE: join(dir, 'bases.json'), XDG_CACHE_HOME: join(dir, 'cache') };
    const one = (await loadCourse(labs, { env, workspace: join(dir, 'ws') })).labs[0];
    expect(one?.steps[0]?.goal).toBe('Take mirror.local:5000/small:1.');
    expect(await readFile(join(one?.starterDir ?? '', 'Dockerfile'), 'utf8')).toBe(
      'FROM mirror.local:5000/node:24\nCOPY --from=mirror.local:5000/node:24 /a /b\n',
    );
    expect(await readFile(join(one?.starterDir ?? '', 'src/app.js'), 'utf8')).toBe('console.log(1);\n');
    expect(await readFile(join(one?.solutionDir ?? '', 'Dockerfile'), 'utf8')).toMatch(/^FROM mirror/);
  });

  it('are refused by line when the course has no such base', async () => {
    const { dir, labs, write } = await tiny();
    await write('bases.yaml', '# ours\nrust: rust:1\n');
    const loading = loadCourse(labs, { env: { DOCKER_LABS_BASES_FILE: join(dir, 'bases.yaml') } });
    await expect(loading).rejects.toThrow(/bases.yaml:2: rust: the course has no such base/);
  });
});
