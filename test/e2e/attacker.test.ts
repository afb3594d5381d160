import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { judgeLab } from '../../src/checks/round.ts';
import type { Verdict } from '../../src/checks/types.ts';
import { loadCourse } from '../../src/course/load.ts';
import type { Lab } from '../../src/course/types.ts';
import type { Engine } from '../../src/engine/types.ts';
import { removeImage, testEngine } from '../helpers/engine.ts';

// The last step of lab 4 says that anyone takes a deleted secret out of an image. So do its commands, typed as they are.
const TOKEN = 'npm_NotARealTokenButShapedLikeOne0000000';

let engine: Engine;
let lab: Lab;
let verdicts: Verdict[];
let dir: string;

beforeAll(async () => {
  engine = await testEngine();
  const found = (await loadCourse()).labs.find((one) => one.id === 'secure');
  if (!found) throw new Error('no lab secure');
  lab = withOwnTags(found);
  dir = await mkdtemp(join(tmpdir(), 'docker-labs-attacker-'));
  await cp(lab.starterDir, dir, { recursive: true });
  const report = await judgeLab({ lab, labDir: dir, engine, steps: ['attacker'] });
  verdicts = report.steps.flatMap((step) => step.checks).filter(({ id }) => id === 'secret.layers');
});
afterAll(async () => {
  for (const { tag } of Object.values(lab.manifest.images))
    await removeImage(engine, tag).catch(() => undefined);
  await engine.close();
  await rm(dir, { recursive: true, force: true });
});

/** The learner's own images stay as they are. */
function withOwnTags(one: Lab): Lab {
  const images = Object.entries(one.manifest.images).map(([name, image]) => {
    return [name, { ...image, tag: `docker-labs-test:attacker-${name}-${process.pid}` }] as const;
  });
  return { ...one, manifest: { ...one.manifest, images: Object.fromEntries(images) } };
}

/** What a shell prints, in an empty folder and with the docker client of this machine. */
async function typed(commands: string): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), 'docker-labs-attacker-'));
  try {
    const { stdout } = await execa('sh', ['-c', commands], { cwd, reject: false });
    return stdout;
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

it('finds it in the layers of both images, deleted or not, and shows no more of it than it may', () => {
  expect(verdicts.map(({ status, actual }) => [status, actual])).toEqual([
    ['fail', '1 secret: npm credentials in /app/.npmrc, deleted later'],
    ['fail', '1 secret: npm credentials in /app/.npmrc, deleted later'],
  ]);
  const taken = verdicts.flatMap(({ evidence }) => evidence.filter((one) => one.source === 'layer'));
  expect(taken.map(({ path }) => path)).toEqual(['/app/.npmrc', '/app/.npmrc']);
  for (const { text } of taken) {
    expect(text).toMatch(
      /^layer \d+ of \d+: npm_… \(40 characters\), deleted by a later layer and still there$/,
    );
  }
  expect(JSON.stringify(verdicts)).not.toContain(TOKEN);
});

it('names a command that takes it out', async () => {
  for (const { seeIt } of verdicts) expect(await typed(seeIt ?? '')).toContain(TOKEN);
});

it('has a lesson whose commands do the same', async () => {
  const lesson = await readFile(lab.steps.find((step) => step.id === 'attacker')?.lessonFile ?? '', 'utf8');
  const [, commands = ''] = /```sh\n(.*?)```/s.exec(lesson) ?? [];
  expect(commands).toContain('docker save app:secure-builder ');
  const { tag = '' } = lab.manifest.images.builder ?? {};
  expect(await typed(commands.replace('app:secure-builder', tag))).toContain(TOKEN);
});
