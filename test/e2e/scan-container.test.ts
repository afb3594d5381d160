import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeChecks } from '../../src/checks/round.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import type { DockerEngine } from '../../src/engine/docker/engine.ts';
import type { Engine } from '../../src/engine/types.ts';
import { Interrupted, NotJudgeable } from '../../src/errors.ts';
import { originsOf } from '../../src/scan/origin.ts';
import { type ScanWhat, scanImage } from '../../src/scan/scan.ts';
import { TRIVY_IMAGE } from '../../src/scan/scanners/trivy-args.ts';
import { buildImage, containersOf, removeImage, testEngine } from '../helpers/engine.ts';

// On the stand-in scanner, which asks the real engine for the image and finds what the image's label says.
let engine: Engine;
const tag = (name: string) => `docker-labs-test:scan-${name}-${process.pid}`;
const VULNS: Record<string, string> = {
  clean: 'none',
  bad: 'HIGH,CRITICAL:unfixed,LOW',
  odd: 'unrecognised',
  broken: 'crash',
  slow: 'slow',
  layered: 'CRITICAL,HIGH:app',
};

const DOCKERFILE = (vulns: string) =>
  `FROM scratch\nCOPY Dockerfile /\nCOPY Dockerfile /two\nLABEL dev.docker-labs.standin.vulns=${vulns}\n`;

beforeAll(async () => {
  engine = await testEngine();
  for (const [name, vulns] of Object.entries(VULNS)) {
    await buildImage(engine, { Dockerfile: DOCKERFILE(vulns) }, { tag: tag(name) });
  }
});
afterAll(async () => {
  for (const name of Object.keys(VULNS)) await removeImage(engine, tag(name)).catch(() => undefined);
  await engine.close();
});

function scan(name: string, more: Partial<ScanWhat> = {}) {
  const options = { engine, scanner: 'trivy-container', mayFetch: false, onProgress: () => {} } as const;
  return scanImage({ ...options, ref: tag(name), ...more });
}

/** The same engine, said to be out of the scanner's reach: as behind ssh, or Podman. */
function remote(): Engine {
  return new Proxy(engine, {
    get(target, property) {
      if (property === 'info')
        return async () => ({ ...(await target.info()), endpoint: 'ssh://me@elsewhere' });
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

describe('Trivy in a container of the engine', () => {
  it('asks the engine through its socket, and reports about exactly that image', async () => {
    const lines: string[] = [];
    const report = await scan('bad', { onProgress: (line) => lines.push(line) });
    const image = await engine.image(tag('bad'));
    expect(report.image).toMatchObject({ name: tag('bad'), id: image?.id, layers: image?.layerDigests });
    expect(report).toMatchObject({
      scanner: { name: 'trivy', version: '0.69.3' },
      outcome: 'findings',
      counts: { critical: 1, high: 1, low: 1 },
      fixable: { critical: 0, high: 1, low: 1 },
    });
    expect(lines.join()).toMatch(/trivy: Detected OS/);
  });

  it('reads a saved file where the socket is out of reach, with the same result', async () => {
    const lines: string[] = [];
    const far = await scan('bad', { engine: remote(), onProgress: (line) => lines.push(line) });
    expect(lines[1]).toContain('saving the image');
    const near = await scan('bad');
    expect({ ...far, findings: [] }).toEqual({ ...near, findings: [] });
    expect(far.findings.map(({ id, severity }) => [id, severity])).toEqual(
      near.findings.map(({ id, severity }) => [id, severity]),
    );
  });

  it('tells clean from nothing recognised', async () => {
    expect((await scan('clean')).outcome).toBe('clean');
    expect((await scan('odd')).outcome).toBe('nothing-recognised');
  });

  it('that cannot load its database cannot judge; nobody fails', async () => {
    await expect(scan('broken')).rejects.toBeInstanceOf(NotJudgeable);
    await expect(scan('broken')).rejects.toMatchObject({ message: expect.stringContaining('database') });
  });

  it('keeps its database in a volume of ours, and leaves no container', async () => {
    await scan('clean');
    const ours = await engine.ours();
    expect(ours).toContainEqual(expect.objectContaining({ type: 'volume', name: 'docker-labs-trivy-cache' }));
    expect(await containersOf(engine, TRIVY_IMAGE)).toBe(0);
  });

  it('is stopped with its command, and leaves no container', async () => {
    const stop = new AbortController();
    const running = scan('clean', { signal: stop.signal });
    const outcome = running.catch((error: unknown) => error);
    while ((await containersOf(engine, TRIVY_IMAGE)) === 0) await new Promise((go) => setTimeout(go, 20));
    stop.abort();
    expect(await outcome).toBeInstanceOf(Interrupted);
    expect(await containersOf(engine, TRIVY_IMAGE)).toBe(0);
  });

  it('is stopped by Ctrl-C while the database loads: exit code 130, no container left', async () => {
    const run = execa(
      'node',
      ['dist/cli.js', 'scan', tag('slow'), '--scanner', 'trivy-container', '--json'],
      {
        reject: false,
      },
    );
    // Not iterated over: leaving the loop would close its stderr, and that would end it.
    await new Promise<void>((resolve) => {
      run.stderr.on('data', (text) => /Downloading/.test(String(text)) && resolve());
    });
    run.kill('SIGINT');
    const { exitCode, stdout } = await run;
    expect(exitCode).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'interrupted' } });
    // The engine may still be at its removal.
    await expect.poll(() => containersOf(engine, TRIVY_IMAGE), { timeout: 20_000 }).toBe(0);
  });

  it('says which line of the Dockerfile brings what', async () => {
    const report = await scan('layered');
    const dockerfile = parseDockerfile(DOCKERFILE(VULNS.layered ?? ''), 'Dockerfile');
    expect(originsOf(report, { dockerfile }).map(({ line, packages }) => [line?.line, packages])).toEqual([
      [2, ['standin-1']],
      [3, ['standin-2']],
    ]);
  });

  it('does not use a folder that the engine would make for a missing socket', async (context) => {
    if (engine.kind === 'podman') context.skip('Podman is given a saved file, never a socket');
    const tools = (engine as DockerEngine).tools;
    const spec = { image: TRIVY_IMAGE, command: ['--version'], socket: '/nowhere/docker.sock' };
    await expect(tools.run(spec)).rejects.toThrow(/bind source path does not exist/);
  });
});

describe('the checks of a scan', () => {
  const judge = async (name: string, id: string, args?: object) => {
    const specs = [{ id, ...(args ? { args } : {}) }];
    const subject = { name: 'image', tag: tag(name) };
    const [verdict] = await judgeChecks({ specs, subject, engine, build: 'never' });
    return verdict;
  };

  it.each([
    ['clean', 'scan.ran', undefined, 'pass'],
    ['odd', 'scan.ran', undefined, 'unknown'],
    ['broken', 'scan.ran', undefined, 'unknown'],
    ['clean', 'scan.severity', undefined, 'pass'],
    ['odd', 'scan.severity', undefined, 'unknown'],
    ['bad', 'scan.severity', undefined, 'fail'],
    ['bad', 'scan.severity', { severities: ['CRITICAL'] }, 'pass'],
    ['bad', 'scan.severity', { severities: ['CRITICAL'], ignoreUnfixed: false }, 'fail'],
    ['bad', 'scan.severity', { severities: ['medium'] }, 'pass'],
  ] as const)('%s: %s %j is %s', async (name, id, args, status) => {
    expect(await judge(name, id, args)).toMatchObject({ status, confidence: 'measured' });
  });

  it('compares two images by the same scanner', async () => {
    const { gatherFacts } = await import('../../src/checks/facts.ts');
    const { scanImproved } = await import('../../src/checks/scan-improved.ts');
    const subjects = ['bad', 'clean'].map((name) => ({ name, tag: tag(name) }));
    const round = gatherFacts({ subjects, engine, build: 'never' });
    const compare = (name: string, baseline: string) =>
      scanImproved.judge(round.subject(name), scanImproved.args.parse({ baseline }), round);
    expect(await compare('clean', 'bad')).toMatchObject({ status: 'pass' });
    expect(await compare('bad', 'bad')).toMatchObject({ status: 'fail' });
    await expect(compare('bad', 'clean')).rejects.toBeInstanceOf(NotJudgeable);
  });

  it('and the command end as they should', async () => {
    const run = async (name: string, ...args: string[]) =>
      (await execa('node', ['dist/cli.js', 'scan', tag(name), ...args], { reject: false })).exitCode;
    expect(await run('clean')).toBe(0);
    expect(await run('bad')).toBe(1);
    expect(await run('odd')).toBe(3);
    expect(await run('broken')).toBe(3);
    expect(await run('bad', '--severity', 'MEDIUM')).toBe(0);
  });
});
