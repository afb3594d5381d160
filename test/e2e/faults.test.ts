import { truncate } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { noPrivateEngine } from '../helpers/private-docker.ts';
import { brokenRegistry } from './engine/broken-registry.ts';
import {
  type FaultBench,
  type JudgedLab,
  judgedLab,
  startFaultBench,
  stepAtWork,
  until,
  verdicts,
} from './engine/fault-bench.ts';

// The program itself, on an engine of its own that is taken away, filled up and misled. Whatever happens: the verdict
// is `error` or `unknown` with a sentence, progress is what it was, and nothing of ours is left running.
const obstacle = noPrivateEngine();
if (obstacle !== undefined) console.log(`tests of an engine's faults skipped: ${obstacle}`);

const GOOD = 'USER 1000\nCMD ["sleep", "100"]\n';
let bench: FaultBench;
let lab: JudgedLab;

/** Verdicts by check: none is a failure of the learner's, each has its sentence. */
function judged(out: string): Record<string, string> {
  const all = verdicts(out);
  for (const { id, status, actual } of all) {
    expect(status, `${id}: ${actual}`).not.toBe('fail');
    expect(actual).not.toBe('');
  }
  return Object.fromEntries(all.map(({ id, status }) => [id, status]));
}
const recorded = async () => JSON.parse(await lab.progress()).labs.one.first;

describe.skipIf(obstacle !== undefined)('faults of the engine', () => {
  beforeAll(async () => {
    bench = await startFaultBench();
  });
  afterAll(() => bench?.close());
  beforeEach(async () => {
    // A test that failed half-way may have left it ended.
    if (!(await bench.docker.ping().catch(() => false))) await bench.engine.up();
    lab = await judgedLab(bench);
  });
  afterEach(() => lab.remove());

  it('a socket that may not be used is said, with what to do', async () => {
    // Another user; the way to the socket is open to all, the socket is not.
    await execa('chmod', ['755', join(bench.engine.host.slice('unix://'.length), '..')]);
    await execa('chmod', ['-R', 'a+rwX', lab.dir]);
    const { exitCode, stdout } = await execa(
      process.execPath,
      lab.args('check', '--json', '--engine', 'docker'),
      {
        ...lab.options(),
        uid: 65534,
        gid: 65534,
      },
    );
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout).error.message + JSON.parse(stdout).error.tryNext).toMatch(
      /may not|permission/i,
    );
  });

  it('an engine that ends before, during a build, and during a run', async () => {
    await lab.dockerfile(GOOD);
    expect((await lab.run('check', '--engine', 'docker')).exitCode).toBe(0);
    const before = (await recorded()).status;
    await bench.engine.down('SIGTERM');
    const absent = await lab.run('check', '--json', '--engine', 'docker');
    expect(absent.exitCode).toBe(3);
    expect(JSON.parse(absent.stdout).error.tryNext).not.toBe('');
    await bench.engine.up();

    await lab.dockerfile('RUN ["sleep", "986"]\nUSER 1000\n');
    const build = lab.begin();
    await until('the step is at work', () => stepAtWork(986));
    await bench.engine.down('SIGKILL');
    const lost = await build.ended;
    // Its step is process 1 of a container whose engine is gone: it hears nothing milder.
    await execa('pkill', ['-KILL', '-xf', 'sleep 986'], { reject: false });
    expect(lost.code).toBe(3);
    expect(judged(lost.out)['build.succeeds']).toBe('error');
    await bench.engine.up();

    await lab.dockerfile(`${GOOD}HEALTHCHECK --interval=1s CMD ["sleep", "5"]\n`);
    const ran = lab.begin();
    await until('a container runs', async () => (await lab.ours()) > 0);
    await bench.engine.down('SIGKILL');
    const cut = await ran.ended;
    expect(cut.code).toBe(3);
    expect(judged(cut.out)['run.user']).toBe('error');
    await bench.engine.up();
    expect((await recorded()).status).toBe(before);
    // What could not be removed without an engine is swept by the next docker-labs.
    await lab.dockerfile(GOOD);
    expect((await lab.run('check', '--engine', 'docker')).exitCode).toBe(0);
    expect(await lab.ours()).toBe(0);
  });

  it('a full disk of the engine', async () => {
    await lab.write('large', '');
    await truncate(join(lab.dir, 'docker-labs/01-one/large'), 400_000_000);
    await lab.dockerfile('COPY large /large\nUSER 1000\n');
    const { code, out } = await lab.begin().ended;
    expect(code).toBe(3);
    expect(judged(out)['build.succeeds']).toBe('error');
    expect(out).toContain("The engine's disk is full");
    await bench.docker.pruneImages({ filters: { dangling: { true: true } } });
  });

  it('a base image whose layer is cut off, or never comes to its end', async () => {
    const registry = await brokenRegistry();
    try {
      await lab.write('Dockerfile', `FROM ${registry.host}/cut/app:1\nCOPY note /note\nUSER 1000\n`);
      const { code, out } = await lab.begin().ended;
      expect(registry.begun().cut).toBeGreaterThan(0);
      expect(code).toBe(3);
      expect(judged(out)['build.succeeds']).toBe('error');
      await lab.write('Dockerfile', `FROM ${registry.host}/stall/app:1\nCOPY note /note\nUSER 1000\n`);
      const stall = lab.begin();
      await until('the registry stalls', async () => registry.begun().stalled > 0);
      stall.child.kill('SIGINT');
      expect((await stall.ended).code).toBe(130);
    } finally {
      await registry.close();
    }
  });

  it('an image that is deleted between its build and the look at it', async () => {
    await lab.dockerfile(GOOD);
    const deleted: string[] = [];
    let built = false;
    const path = join(lab.dir, 'engine.sock');
    const server = createServer({ allowHalfOpen: true }, (client) => {
      const engine = connect({ path: bench.engine.host.slice('unix://'.length), allowHalfOpen: true });
      client.on('data', async (chunk) => {
        const asked = String(chunk.subarray(0, 200));
        if (asked.startsWith('POST /build')) built = true;
        const id = built && /^GET \/images\/([^/\s]+)\/json/.exec(asked)?.[1];
        client.pause();
        if (
          id &&
          (await bench.docker
            .getImage(id)
            .remove({ force: true })
            .catch(() => false))
        )
          deleted.push(id);
        engine.write(chunk);
        client.resume();
      });
      client.on('end', () => engine.end()).on('error', () => engine.destroy());
      engine.pipe(client).on('error', () => {});
      engine.on('error', () => client.destroy());
    });
    await new Promise<void>((done) => server.listen(path, done));
    try {
      const { code, out } = await lab.begin(`unix://${path}`).ended;
      expect(deleted).not.toEqual([]);
      expect(code).toBe(3);
      judged(out);
      expect(await lab.ours()).toBe(0);
    } finally {
      server.close();
    }
  });
});
