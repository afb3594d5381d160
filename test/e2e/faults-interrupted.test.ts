import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { noPrivateEngine } from '../helpers/private-docker.ts';
import {
  type FaultBench,
  type JudgedLab,
  judgedLab,
  startFaultBench,
  stepAtWork,
  until,
  verdicts,
} from './engine/fault-bench.ts';

// The program itself, with images that misbehave, with another of its kind, and with signals. Whatever happens:
// progress is what it was, no file is torn, and nothing of ours is left running.
const obstacle = noPrivateEngine();
if (obstacle !== undefined) console.log(`tests of interruptions skipped: ${obstacle}`);

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const;
/** Milliseconds after its start at which each signal of a round comes: drawn once, so that a failure comes again. */
const MOMENTS = [1130, 2380, 640, 1790];
let bench: FaultBench;
let lab: JudgedLab;

describe.skipIf(obstacle !== undefined)('misbehaving images, and interruptions', () => {
  beforeAll(async () => {
    bench = await startFaultBench();
  });
  afterAll(() => bench?.close());
  beforeEach(async () => {
    lab = await judgedLab(bench);
  });
  afterEach(() => lab.remove());

  it('a build that hangs ends with the signal, and so does its step', async () => {
    await lab.dockerfile('RUN ["sleep", "987"]\n');
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      const { child, ended } = lab.begin();
      await until('the step is at work', () => stepAtWork(987));
      child.kill(signal);
      const { code, out } = await ended;
      expect(code, signal).toBe(130);
      expect(JSON.parse(out).error.code).toBe('interrupted');
      await until('the step has ended', async () => !(await stepAtWork(987)));
    }
    expect(await lab.progress()).toBe('');
  });

  it.each([
    ['ends at once', '["sh", "-c", "exit 3"]'],
    [
      'hears no signal and prints a gigabyte',
      '["sh", "-c", "trap \'\' TERM; yes | head -c 1000000000; sleep 100"]',
    ],
    ['forks without end', '["sh", "-c", "f() { f | f & }; f; sleep 100"]'],
  ])('a container that %s is judged within bounds, and gone', async (_, cmd) => {
    await lab.dockerfile(`USER 1000\nCMD ${cmd}\n`);
    let log = 0;
    let processes = 0;
    const { ended } = lab.begin();
    const looking = setInterval(async () => {
      const [container] = await bench.docker.listContainers({
        filters: { label: ['dev.docker-labs=true'] },
      });
      if (!container) return;
      const { LogPath, State, HostConfig } = await bench.docker.getContainer(container.Id).inspect();
      const size = await execa('du', ['-sb', LogPath.replace(/\/[^/]*$/, '')], { reject: false });
      log = Math.max(log, Number.parseInt(size.stdout, 10) || 0);
      const cgroup = await execa('pgrep', ['-c', '-g', String(State.Pid)], { reject: false });
      processes = Math.max(processes, Number(cgroup.stdout) - (HostConfig.PidsLimit ?? 0));
    }, 300);
    const { code, out, peak } = await ended;
    clearInterval(looking);
    expect([0, 1, 3]).toContain(code);
    expect(verdicts(out)).toHaveLength(3);
    expect(log).toBeLessThan(20_000_000);
    expect(processes, 'above its limit').toBeLessThanOrEqual(0);
    expect(peak).toBeLessThan(400_000_000);
    expect(await lab.ours()).toBe(0);
  });

  it('two docker-labs at once in one workspace, both recorded', async () => {
    await lab.dockerfile('CMD ["sleep", "100"]\n');
    const both = await Promise.all([lab.begin().ended, lab.begin().ended]);
    expect(both.map(({ code }) => code)).toEqual([1, 1]);
    expect(JSON.parse(await lab.progress()).labs.one.first.tries).toBe(2);
    expect(await lab.ours()).toBe(0);
  });

  it('signals at random moments leave no torn file and nothing running', async () => {
    await lab.dockerfile('USER 1000\nCMD ["sleep", "100"]\n');
    await lab.run('check', '--engine', 'docker');
    const before = JSON.parse(await lab.progress()).labs.one.first.status;
    for (const [at, signal] of SIGNALS.entries()) {
      await lab.write('note', signal);
      const { child, ended } = lab.begin();
      const moment = setTimeout(() => child.kill(signal), MOMENTS[at]);
      const { code } = await ended;
      clearTimeout(moment);
      // null: killed by it, before the program listened, or as nobody can listen to.
      expect([0, 130, null], signal).toContain(code);
      expect(JSON.parse(await lab.progress()).labs.one.first.status).toBe(before);
      if (signal !== 'SIGKILL') expect(await lab.ours(), signal).toBe(0);
    }
    // What a killed one left is swept by the next.
    await lab.run('check', '--engine', 'docker');
    expect(await lab.ours()).toBe(0);
  });
});
