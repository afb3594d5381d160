import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cli, cliJson } from '../helpers/cli.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'docker-labs-cli-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const PRACTICE = ['--engine', 'practice'];
const solve = (lab: string) =>
  cpSync(join(root, 'solutions', lab), join(dir, 'docker-labs', lab), { recursive: true });

describe('docker-labs, asked wrongly', () => {
  it.each([
    ['an unknown command', ['frobnicate']],
    ['an unknown option', ['list', '--frobnicate']],
    ['an unknown engine', ['check', '--engine', 'rkt']],
    ['a missing argument', ['hint']],
  ])('answers %s with usage and exit code 2', async (_, args) => {
    const run = await cli(dir, args);
    expect(run).toMatchObject({ code: 2, out: '' });
    expect(run.err).toMatch(/docker-labs: .+\nSee docker-labs --help\./s);
  });

  it('answers with one JSON document where JSON was asked for', async () => {
    const { code, json, err } = await cliJson(dir, ['frobnicate']);
    expect({ code, err }).toEqual({ code: 2, err: '' });
    expect(json).toMatchObject({ formatVersion: 1, error: { code: 'usage' } });
  });

  it('says how to begin where there is no workspace', async () => {
    const { code, json } = await cliJson(dir, ['check', 'basic']);
    expect(code).toBe(2);
    expect(json).toMatchObject({
      error: { code: 'no-workspace', tryNext: expect.stringContaining('docker-labs start') },
    });
  });

  it('names the labs and steps there are', async () => {
    await cli(dir, ['start', ...PRACTICE]);
    expect((await cliJson(dir, ['check', 'nope'])).json).toMatchObject({
      error: { tryNext: expect.stringContaining('basic') },
    });
    expect((await cliJson(dir, ['hint', 'basic/nope'])).json).toMatchObject({
      error: { tryNext: expect.stringContaining('non-root') },
    });
  });
});

describe('docker-labs without a terminal', () => {
  it('tells its version as package.json has it', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(await cli(dir, ['--version'])).toEqual({ code: 0, out: version, err: '' });
  });

  it('lays out the workspace and says how to go on', async () => {
    const run = await cli(dir, ['start', ...PRACTICE]);
    expect(run.code).toBe(0);
    expect(run.out).toContain('docker-labs check basic/');
    expect(existsSync(join(dir, 'docker-labs', '01-basic', 'Dockerfile.basic'))).toBe(true);
  });

  it('never overwrites what the learner wrote', async () => {
    await cli(dir, ['start', ...PRACTICE]);
    const file = join(dir, 'docker-labs', '01-basic', 'Dockerfile.basic');
    writeFileSync(file, 'FROM scratch\n');
    await cli(dir, ['start', ...PRACTICE]);
    expect(readFileSync(file, 'utf8')).toBe('FROM scratch\n');
  });

  it('says on standard error that it judges in the practice engine, and what to do', async () => {
    await cli(dir, ['start', ...PRACTICE]);
    const run = await cli(dir, ['check', 'basic']);
    expect(run.err).toContain('practice engine');
    expect(run.out).toContain('predicted');
  });

  it('refuses a named engine that is not there with exit code 3', async () => {
    await cli(dir, ['start', ...PRACTICE]);
    const { code, json } = await cliJson(dir, ['check', 'basic', '--engine', 'docker']);
    expect(code).toBe(3);
    expect(json).toMatchObject({ error: { code: expect.stringMatching(/^engine-/) } });
  });

  it('fails the starter, and the finished files only for what needs an engine', async () => {
    await cli(dir, ['start', ...PRACTICE]);
    expect((await cli(dir, ['check', 'basic', ...PRACTICE])).code).toBe(1);
    solve('01-basic');
    const { code, json } = await cliJson(dir, ['check', 'basic', ...PRACTICE]);
    expect(json).toMatchObject({ engine: { kind: 'practice' }, summary: { fail: 0, error: 0 } });
    expect(code).toBe(3);
    const listed = await cliJson(dir, ['list']);
    const { labs } = listed.json as never as { labs: { id: string; status: string }[] };
    expect(labs.find((lab) => lab.id === 'basic')?.status).toBe('practised');
  });

  it('gives one hint after the other, and remembers them', async () => {
    await cli(dir, ['start', ...PRACTICE]);
    const first = (await cliJson(dir, ['hint', 'basic/non-root'])).json as never as {
      hint: { number: number };
    };
    const second = (await cliJson(dir, ['hint', 'basic/non-root'])).json as never as {
      hint: { number: number };
    };
    expect([first.hint.number, second.hint.number]).toEqual([1, 2]);
  });

  it('shows the solution as a difference to the learner’s file, and records that', async () => {
    await cli(dir, ['start', ...PRACTICE]);
    const run = await cli(dir, ['solution', 'basic']);
    expect(run.out).toMatch(/^--- Dockerfile\.basic\s+yours$/m);
    expect(run.out).toMatch(/^\+FROM .* AS builder$/m);
    const { json } = await cliJson(dir, ['list']);
    const [lab] = (json as never as { labs: { steps: { solutionSeen: boolean }[] }[] }).labs;
    expect(lab?.steps.every((step) => step.solutionSeen)).toBe(true);
  });

  it('moves the learner’s files to a backup at a reset, and says where', async () => {
    await cli(dir, ['start', ...PRACTICE]);
    const file = join(dir, 'docker-labs', '01-basic', 'Dockerfile.basic');
    writeFileSync(file, 'FROM mine\n');
    const { json } = await cliJson(dir, ['reset', 'basic']);
    const { backup } = json as never as { backup: string };
    expect(readFileSync(join(backup, 'Dockerfile.basic'), 'utf8')).toBe('FROM mine\n');
    expect(readFileSync(file, 'utf8')).not.toBe('FROM mine\n');
  });

  it('reports a missing engine in doctor with a fix, and exit code 3', async () => {
    const { code, json } = await cliJson(dir, ['doctor']);
    expect(code).toBe(3);
    const { findings } = json as never as { findings: { id: string; status: string; fix?: string }[] };
    expect(findings.find((one) => one.id === 'engine')).toMatchObject({
      status: 'missing',
      fix: expect.any(String),
    });
  });
});
