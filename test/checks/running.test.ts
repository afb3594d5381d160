import { describe, expect, it } from 'vitest';
import type { RunReport, SubjectFacts } from '../../src/checks/types.ts';
import { judgeChanged } from '../helpers/changed-facts.ts';
import { recordedFacts } from '../helpers/recorded-facts.ts';
import { IMAGES } from '../helpers/verdict-cases.ts';

// Checks that judge one run of a container, on a recorded run with one thing changed.
const process = (pid: number, uid: number, command: string) => ({ pid, uid, command });
const died = (exitCode: number, logs = '', oomKilled = false): Partial<RunReport> => ({
  exitedEarly: { exitCode, oomKilled },
  responses: [],
  processes: [],
  logs,
});

describe('run.user', () => {
  it('passes when every process runs as the user of the image', async () => {
    const processes = [process(1, 1000, 'node server.mjs'), process(7, 1000, 'node worker.mjs')];
    expect(await judgeChanged('run.user', { run: { processes } })).toMatchObject({
      status: 'pass',
      actual: 'user 1000',
    });
  });

  it('fails when one of them is someone else, root or not', async () => {
    for (const uid of [0, 1001]) {
      const processes = [process(1, 1000, 'sh start.sh'), process(7, uid, 'node server.mjs')];
      expect(await judgeChanged('run.user', { run: { processes } })).toMatchObject({
        status: 'fail',
        actual: `node server.mjs runs as user ${uid}`,
      });
    }
  });

  it('takes a number as it is, and the one that the lab asks for', async () => {
    const run = { processes: [process(1, 10001, '/main')] };
    expect(await judgeChanged('run.user', { run, config: { user: '10001' } })).toMatchObject({
      status: 'pass',
    });
    expect(await judgeChanged('run.user', { run, config: { user: '' } }, { uid: 10001 })).toMatchObject({
      status: 'pass',
    });
    expect(await judgeChanged('run.user', { run, config: { user: '' } }, { uid: 10002 })).toMatchObject({
      status: 'fail',
    });
  });

  it('without a user in the image, minds root alone', async () => {
    const config = { user: '' };
    expect(
      await judgeChanged('run.user', { config, run: { processes: [process(1, 33, 'nginx')] } }),
    ).toMatchObject({
      status: 'pass',
    });
    expect(
      await judgeChanged('run.user', { config, run: { processes: [process(1, 0, 'nginx')] } }),
    ).toMatchObject({
      status: 'fail',
    });
  });
});

describe('pid1.init', () => {
  const stop = (exitCode: number, killed = false) => ({ exitCode, ms: 200, killed });
  const tini = [process(1, 1000, '/sbin/tini -- node server.mjs'), process(7, 1000, 'node server.mjs')];

  it('passes behind an init that the program ends under', async () => {
    expect(await judgeChanged('pid1.init', { run: { processes: tini, stop: stop(0) } })).toMatchObject({
      status: 'pass',
      actual: '/sbin/tini, ended with status 0',
    });
  });

  it.each(['/usr/bin/dumb-init --', 'catatonit --', '/sbin/docker-init --', '/usr/bin/tini-static -g --'])(
    'knows %s',
    async (init) => {
      const run = { processes: [process(1, 0, `${init} node`)], stop: stop(0) };
      expect(await judgeChanged('pid1.init', { run })).toMatchObject({ status: 'pass' });
    },
  );

  it('goes by the first, not by the lowest number: the host may have begun its numbers anew', async () => {
    const child = process(311, 1000, 'node server.mjs');
    const run = { processes: [process(32766, 1000, '/sbin/tini -- node server.mjs'), child], stop: stop(0) };
    expect(await judgeChanged('pid1.init', { run })).toMatchObject({ status: 'pass' });
  });

  it('takes no shell and no program for an init, unless none is asked for', async () => {
    const run = { processes: [process(1, 1000, 'node server.mjs')], stop: stop(0) };
    expect(await judgeChanged('pid1.init', { run })).toMatchObject({
      status: 'fail',
      actual: 'process 1 is node',
    });
    expect(await judgeChanged('pid1.init', { run }, { init: false })).toMatchObject({ status: 'pass' });
  });

  it('fails when it had to be killed, or ended with another status than the lab says', async () => {
    const judge = (ended: ReturnType<typeof stop>, exitCode?: number) =>
      judgeChanged('pid1.init', {
        run: { processes: tini, stop: ended },
        ...(exitCode === undefined ? {} : { plan: { exitCode } }),
      });
    expect(await judge(stop(137, true))).toMatchObject({
      status: 'fail',
      actual: 'it did not end on SIGTERM, and was killed after 10 s',
    });
    expect(await judge(stop(143))).toMatchObject({ status: 'fail', actual: 'it ended with status 143' });
    expect(await judge(stop(143), 143)).toMatchObject({ status: 'pass' });
  });
});

describe('run.hardened', () => {
  it('passes when it answers as asked', async () => {
    expect(await judgeChanged('run.hardened', {})).toMatchObject({ status: 'pass', confidence: 'measured' });
  });

  it('says what the kernel did, and what the program said last', async () => {
    expect(await judgeChanged('run.hardened', { run: died(137, '', true) })).toMatchObject({
      status: 'fail',
      actual: 'the kernel ended it for its memory (status 137)',
    });
    const logs = 'starting\nError: EROFS: read-only file system, open /app/x\n    at open (node:fs)\n';
    const verdict = await judgeChanged('run.hardened', { run: died(1, logs) });
    expect(verdict.actual).toContain('EROFS: read-only file system, open /app/x');
  });

  it('fails when it answers otherwise than asked', async () => {
    const answer = (status: number, body: string) => ({
      responses: [{ path: '/health', status, body, ms: 3 }],
    });
    expect(await judgeChanged('run.hardened', { run: answer(500, 'oops') })).toMatchObject({
      status: 'fail',
      actual: 'GET /health: status 500, not 200',
    });
    expect((await judgeChanged('run.hardened', { run: answer(200, 'down') })).actual).toContain(
      'the answer lacks',
    );
  });
});

describe('a part of run.hardened', () => {
  const judgePart = async (fails: readonly string[]) => {
    const recorded = await recordedFacts('good', IMAGES.good as NonNullable<typeof IMAGES.good>);
    const modes: string[] = [];
    const run: SubjectFacts['run'] = async (mode) => {
      modes.push(mode);
      return { ...(await recorded.run('hardened')), ...(fails.includes(mode) ? died(1, 'EROFS') : {}) };
    };
    const verdict = await judgeChanged('run.hardened', { facts: { run } }, { flags: ['read-only'] });
    return { verdict, modes };
  };

  it('holds where the whole does, without a run of its own', async () => {
    const { verdict, modes } = await judgePart([]);
    expect(verdict).toMatchObject({ status: 'pass', expected: expect.stringContaining('--read-only') });
    expect(verdict.expected).not.toContain('--cap-drop');
    expect(verdict.seeIt).toContain('docker run --rm --read-only');
    expect(modes).toEqual(['hardened']);
  });

  it('is run by itself where the whole fails: another part may be why', async () => {
    const other = await judgePart(['hardened']);
    expect(other).toMatchObject({ verdict: { status: 'pass' }, modes: ['hardened', 'read-only'] });
    const own = await judgePart(['hardened', 'read-only']);
    expect(own.verdict).toMatchObject({ status: 'fail', actual: expect.stringContaining('EROFS') });
  });
});

describe('health.becomes', () => {
  const health = (status: 'starting' | 'healthy' | 'unhealthy', lastOutput = '') => ({
    health: { status, ms: 900, lastOutput },
  });

  it('passes when it is healthy', async () => {
    expect(await judgeChanged('health.becomes', { run: health('healthy') })).toMatchObject({
      status: 'pass',
    });
  });

  it('fails with what the probe said', async () => {
    expect(
      await judgeChanged('health.becomes', { run: health('unhealthy', 'curl: not found') }),
    ).toMatchObject({
      status: 'fail',
      actual: 'unhealthy: curl: not found',
    });
    expect(await judgeChanged('health.becomes', { run: health('starting') })).toMatchObject({
      status: 'fail',
      actual: 'starting',
    });
  });

  it('cannot be judged without a health check: another check says that it lacks', async () => {
    for (const test of [['NONE'], []]) {
      expect(await judgeChanged('health.becomes', { config: { healthcheck: { test } } })).toMatchObject({
        status: 'unknown',
      });
    }
  });
});
