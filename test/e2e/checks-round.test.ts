import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeLab } from '../../src/checks/round.ts';
import type { LabReport } from '../../src/checks/types.ts';
import type { Engine } from '../../src/engine/types.ts';
import { Interrupted } from '../../src/errors.ts';
import { countingEngine } from '../helpers/counting-engine.ts';
import { removeImage, testEngine, withFolder } from '../helpers/engine.ts';
import { check, DOCKERFILE, FILES, serviceLab } from '../helpers/small-service.ts';
import { proxyBefore } from '../helpers/socket-proxy.ts';

let engine: Engine;
const tag = `docker-labs-test:round-${process.pid}`;

beforeAll(async () => {
  engine = await testEngine();
});
afterAll(async () => {
  for (const name of [tag, `${tag}-builder`]) {
    const image = await engine.image(name);
    if (image) await removeImage(engine, name);
  }
  await engine.close();
});

const all = [
  check('build.succeeds'),
  check('image.current'),
  check('stages.count', { min: 2 }),
  check('copy.from', { paths: ['/app/server.mjs'] }),
  check('user.nonroot'),
  check('user.exists'),
  check('files.present', { paths: ['/app/server.mjs'] }),
  check('files.absent', { paths: ['/app/Dockerfile'] }),
  check('files.setuid', { allow: ['/bin/bbsuid'] }),
  check('cmd.exec'),
  check('expose.is', { ports: [3000] }),
  check('run.responds'),
  check('run.user'),
  check('run.hardened'),
  check('size.reduction', { baseline: 'builder', percent: 0.0001 }),
];

const byId = (report: LabReport) =>
  new Map(report.steps.flatMap((step) => step.checks).map((verdict) => [verdict.id, verdict]));
const statuses = (report: LabReport) =>
  Object.fromEntries([...byId(report)].map(([id, verdict]) => [id, verdict.status]));

describe('one round on a real engine', () => {
  it('gathers each fact once, whatever the number of checks', async () => {
    await withFolder(FILES, async (dir) => {
      const { engine: counted, calls } = countingEngine(engine);
      const report = await judgeLab({ lab: serviceLab(tag, all), labDir: dir, engine: counted });
      const failed = [...byId(report).values()].filter(({ status }) => status !== 'pass');
      // The two images differ by settings alone, so neither is smaller.
      expect(failed.map(({ id }) => id)).toEqual(['size.reduction']);
      expect([...byId(report).values()].every(({ confidence }) => confidence === 'measured')).toBe(true);
      expect(Object.fromEntries(calls)).toMatchObject({ info: 1, build: 2, files: 1, start: 2 });
      expect(Object.keys(report.images).sort()).toEqual(['builder', 'production']);
      expect(report.builds.production).toMatchObject({ ok: true });
    });
  });

  it('takes an image that is up to date as it is, and builds what changed', async () => {
    await withFolder(FILES, async (dir) => {
      const lab = serviceLab(tag, [check('image.current'), check('stages.count', { min: 2 })]);
      await judgeLab({ lab, labDir: dir, engine });
      const again = countingEngine(engine);
      const report = await judgeLab({ lab, labDir: dir, engine: again.engine });
      expect(again.calls.get('build')).toBeUndefined();
      expect(statuses(report)).toEqual({ 'image.current': 'pass', 'stages.count': 'pass' });
      expect(byId(report).get('stages.count')?.confidence).toBe('measured');

      await writeFile(join(dir, 'Dockerfile'), `${DOCKERFILE}LABEL changed=yes\n`);
      const stale = await judgeLab({ lab, labDir: dir, engine, build: 'never' });
      expect(statuses(stale)).toEqual({ 'image.current': 'fail', 'stages.count': 'pass' });
      expect(byId(stale).get('image.current')?.actual).toContain('stale');
      expect(byId(stale).get('stages.count')?.confidence).toBe('predicted');

      const before = await engine.image(tag);
      const built = await judgeLab({ lab, labDir: dir, engine });
      expect(statuses(built)).toEqual({ 'image.current': 'pass', 'stages.count': 'pass' });
      // The image that lost its name to the new one is not left behind.
      expect(before && (await engine.image(before.id))).toBeUndefined();
    });
  });

  it('says of an image that is not there that it is missing', async () => {
    await withFolder(FILES, async (dir) => {
      const lab = serviceLab(`${tag}-never`, [check('image.current'), check('user.nonroot')]);
      const report = await judgeLab({ lab, labDir: dir, engine, build: 'never' });
      expect(statuses(report)).toEqual({ 'image.current': 'fail', 'user.nonroot': 'unknown' });
    });
  });

  it('fails a learner for a build that fails once, and judges no image by it', async () => {
    const broken = DOCKERFILE.replace('COPY server.mjs ./', 'RUN echo no luck && exit 3');
    await withFolder({ ...FILES, Dockerfile: broken }, async (dir) => {
      const report = await judgeLab({ lab: serviceLab(tag, all), labDir: dir, engine });
      const verdicts = byId(report);
      expect(verdicts.get('build.succeeds')).toMatchObject({ status: 'fail', confidence: 'measured' });
      expect(verdicts.get('build.succeeds')?.evidence[0]).toMatchObject({ file: 'Dockerfile', line: 3 });
      expect(verdicts.get('build.succeeds')?.evidence.map(({ text }) => text)).toContain('no luck');
      expect(verdicts.get('stages.count')).toMatchObject({ status: 'pass', confidence: 'predicted' });
      for (const id of ['image.current', 'user.nonroot', 'files.absent', 'run.responds', 'size.reduction']) {
        expect(verdicts.get(id), id).toMatchObject({
          status: 'unknown',
          actual: expect.stringContaining('build.succeeds'),
        });
      }
      expect(report.status).toBe('fail');
    });
  });

  it('calls a missing Dockerfile by its name', async () => {
    await withFolder(FILES, async (dir) => {
      await rm(join(dir, 'Dockerfile'));
      const report = await judgeLab({ lab: serviceLab(tag, all), labDir: dir, engine });
      expect(byId(report).get('build.succeeds')).toMatchObject({
        status: 'fail',
        actual: expect.stringContaining('no Dockerfile'),
      });
      expect(byId(report).get('stages.count')).toMatchObject({ status: 'fail' });
      expect(byId(report).get('user.nonroot')).toMatchObject({ status: 'unknown' });
    });
  });

  it('is an error, never a failure, when the engine goes away', async () => {
    const slow = DOCKERFILE.replace('USER node', `RUN echo ${Date.now()} && sleep 20\nUSER node`);
    await withFolder({ ...FILES, Dockerfile: slow }, async (dir) => {
      const proxy = await proxyBefore((await engine.info()).endpoint);
      const lost = await testEngine({ ...process.env, DOCKER_HOST: proxy.url });
      try {
        const report = await judgeLab({
          lab: serviceLab(`${tag}-lost`, all),
          labDir: dir,
          engine: lost,
          onBuildEvent: (_, event) => {
            if (event.type === 'step' && event.step.status === 'running') void proxy.cut();
          },
        });
        const verdicts = byId(report);
        for (const id of ['build.succeeds', 'image.current', 'user.nonroot', 'run.responds']) {
          expect(verdicts.get(id), id).toMatchObject({
            status: 'error',
            tryNext: expect.stringMatching(/./),
          });
        }
        expect([...verdicts.values()].map(({ status }) => status)).not.toContain('fail');
        expect(verdicts.get('stages.count')).toMatchObject({ status: 'pass', confidence: 'predicted' });
        expect(report.status).toBe('error');
      } finally {
        await lost.close();
        await proxy.close();
      }
    });
  });

  it('an image whose name a build takes is removed, unless somebody keeps it to compare', async () => {
    await withFolder(FILES, async (dir) => {
      const lab = serviceLab(tag, [check('stages.count', { min: 2 })]);
      const build = async (number: number, gone?: string) => {
        await writeFile(join(dir, 'Dockerfile'), `${DOCKERFILE}LABEL kept=${process.pid}.${number}\n`);
        const superseded = gone === undefined ? undefined : async () => [gone];
        const { images } = await judgeLab({ lab, labDir: dir, engine, superseded });
        return images.production?.id ?? '';
      };
      const there = async (id: string) => (await engine.image(id)) !== undefined;
      const first = await build(1, 'sha256:none');
      const second = await build(2, 'sha256:none');
      expect(await Promise.all([first, second].map(there))).toEqual([true, true]);
      const third = await build(3, first);
      expect(await Promise.all([first, second].map(there))).toEqual([false, true]);
      await build(4);
      expect(await Promise.all([second, third].map(there))).toEqual([true, false]);
      await removeImage(engine, second);
    });
  });

  it('stops where it is, and leaves no container behind', async () => {
    await withFolder(FILES, async (dir) => {
      const lab = serviceLab(tag, [check('run.responds')]);
      await judgeLab({ lab, labDir: dir, engine });
      const stop = new AbortController();
      const waiting = serviceLab(tag, [check('run.responds')]);
      waiting.manifest.images.production = {
        ...(waiting.manifest.images.production as NonNullable<typeof waiting.manifest.images.production>),
        run: { port: 4444, startTimeout: 60_000 },
      };
      const started = countingEngine(engine);
      const round = judgeLab({ lab: waiting, labDir: dir, engine: started.engine, signal: stop.signal });
      const outcome = round.catch((error: unknown) => error);
      while (!started.calls.has('start')) await new Promise((resolve) => setTimeout(resolve, 50));
      setTimeout(() => stop.abort(), 1500);
      expect(await outcome).toBeInstanceOf(Interrupted);
      expect((await engine.ours()).filter(({ type }) => type === 'container')).toEqual([]);
    });
  });
});
