import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// What `npm pack` makes, installed in an empty folder and used there, on each Node that we promise. Others than the one
// that runs the tests come from npm's packages of Node itself.
const OTHERS = ['20', '22', '24'].filter((major) => major !== process.versions.node.split('.')[0]);
/** Bytes: what a download may take (docs/package.md). */
const SMALL = 2_000_000;

let root: string;
let installed: string;
let archive: string;
const npm = (args: string[], cwd: string) =>
  execa('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd });

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'docker-labs-package-'));
  const sources = fileURLToPath(new URL('../..', import.meta.url));
  const { stdout } = await npm(['pack', '--json', '--pack-destination', root], sources);
  archive = join(root, JSON.parse(stdout)[0].filename);
  installed = await mkdtemp(join(root, 'empty-'));
  await npm(['install', archive], installed);
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** A folder in which npm has laid out that Node, and its program. */
async function nodeOf(major: string): Promise<string> {
  const name = `node-${process.platform}-${process.arch}`;
  const dir = await mkdtemp(join(root, `node-${major}-`));
  await npm(['install', `${name}@${major}`], dir);
  return join(dir, 'node_modules', name, 'bin', 'node');
}

/** Uses the installed program as a learner would, without a terminal. */
async function use(node: string): Promise<Record<string, unknown>> {
  const dir = await mkdtemp(join(root, 'learner-'));
  const program = join(installed, 'node_modules', 'docker-labs', 'dist', 'cli.js');
  const run = (...args: string[]) =>
    execa(node, [program, ...args], { cwd: dir, reject: false, stdin: 'ignore' });
  const version = await run('--version');
  const start = await run('start', '--engine', 'practice');
  const list = JSON.parse((await run('list', '--json')).stdout);
  const check = JSON.parse((await run('check', 'basic', '--engine', 'practice', '--json')).stdout);
  const doctor = JSON.parse((await run('doctor', '--json')).stdout);
  return {
    version: version.stdout,
    start: start.exitCode,
    workspace: existsSync(join(dir, 'docker-labs', '01-basic', 'Dockerfile.basic')),
    labs: list.labs.length > 5,
    judged: check.labs[0].status,
    engine: doctor.findings.find((one: { id: string }) => one.id === 'engine')?.status,
  };
}
const WORKS = { start: 0, workspace: true, labs: true, judged: 'fail', engine: 'ok' };

describe('the package', () => {
  it('is small, and brings no other package along', async () => {
    expect((await stat(archive)).size).toBeLessThan(SMALL);
    expect(readdirSync(join(installed, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
      'docker-labs',
    ]);
  });

  it('runs with npx from the folder that it was installed in', async () => {
    const run = await execa('npx', ['docker-labs', 'start', '--engine', 'practice'], {
      cwd: installed,
      stdin: 'ignore',
    });
    expect(run.stdout).toContain('docker-labs');
    expect(existsSync(join(installed, 'docker-labs', '.docker-labs'))).toBe(true);
  });

  it(`runs on this Node (${process.version}), engine included`, async () => {
    expect(await use(process.execPath)).toMatchObject(WORKS);
  });

  it.each(OTHERS)('runs on Node %s, engine included', async (major) => {
    const node = await nodeOf(major);
    expect((await execa(node, ['--version'])).stdout).toMatch(new RegExp(`^v${major}\\.`));
    expect(await use(node)).toMatchObject(WORKS);
  });
});
