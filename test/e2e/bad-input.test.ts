import { cpSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cli, cliJson, type Run } from '../helpers/cli.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const solution = join(root, 'solutions', '01-basic');
let dir: string;
let lab: string;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'docker-labs-bad-'));
  lab = join(dir, 'docker-labs', '01-basic');
  await cli(dir, ['start'], env);
  cpSync(solution, lab, { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const env = { DOCKER_HOST: process.env.DOCKER_HOST ?? '' };

interface Check {
  id: string;
  status: string;
  actual: string;
}

/** The verdict on whether the learner's files build. */
async function verdict(text: string | Buffer): Promise<Check & Pick<Run, 'code'>> {
  writeFileSync(join(lab, 'Dockerfile.basic'), text);
  const { code, json } = await cliJson(dir, ['check', 'basic/two-stages'], env);
  const { labs } = json as never as { labs: { steps: { checks: Check[] }[] }[] };
  const checks = labs[0]?.steps[0]?.checks ?? [];
  const found = checks.find((check) => check.id === 'build.succeeds');
  if (!found) throw new Error('build.succeeds is not among the checks of the step');
  return { ...found, code };
}

const GOOD =
  'FROM node:24-alpine AS builder\nWORKDIR /app\nFROM node:24-alpine AS production\nCMD ["node"]\n';

describe('a Dockerfile that is no good', () => {
  it.each<[string, string | Buffer, RegExp]>([
    ['is empty', '', /empty|no instruction/i],
    ['holds comments alone', '# nothing\n', /empty|no instruction|no build stage/i],
    [
      'is a binary file',
      Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 255, 254, 10, 1, 2]),
      /instruction|parse/i,
    ],
    [
      'has 10 MB',
      `${GOOD}${'# a comment that goes on and on\n'.repeat(330_000)}`,
      /4 MiB|too large|Dockerfile/i,
    ],
  ])('%s fails with a sentence, not a crash', async (_, text, words) => {
    const found = await verdict(text);
    expect(found).toMatchObject({ status: 'fail', code: 1 });
    expect(found.actual).toMatch(words);
  });
});

describe('a Dockerfile in an unusual dress', () => {
  it.each([
    ['with CRLF', GOOD.replaceAll('\n', '\r\n')],
    ['with a byte order mark', `\ufeff${GOOD}`],
    ['with tabs', GOOD.replace('FROM node:24-alpine AS production', 'FROM\tnode:24-alpine\tAS\tproduction')],
  ])('%s builds', async (_, text) => {
    expect((await verdict(text)).status).toBe('pass');
  });
});

describe('a build context', () => {
  it('whose folder is gone fails with a sentence', async () => {
    rmSync(lab, { recursive: true });
    const { code, json } = await cliJson(dir, ['check', 'basic/two-stages'], env);
    expect(code).toBe(1);
    expect(JSON.stringify(json)).toContain('Dockerfile.basic');
  });

  it('with a link that leads out of it sends the link, not the file', async () => {
    symlinkSync('/etc/hostname', join(lab, 'leak'));
    const found = await verdict(
      'FROM node:24-alpine AS builder\nCOPY . /all\nRUN test -L /all/leak\nFROM builder AS production\n',
    );
    expect(found.status).toBe('pass');
  });

  it('of 2 GB is warned about before it is sent, and honours .dockerignore', async () => {
    writeFileSync(join(lab, 'huge.bin'), '');
    truncateSync(join(lab, 'huge.bin'), 2e9);
    writeFileSync(join(lab, '.dockerignore'), '*.bin\n');
    writeFileSync(join(lab, 'Dockerfile.basic'), GOOD);
    const ignored = await cliJson(dir, ['check', 'basic/two-stages'], env);
    expect(ignored.err).not.toContain('LargeContext');
    writeFileSync(join(lab, '.dockerignore'), '');
    truncateSync(join(lab, 'huge.bin'), 3e8);
    const warned = await cliJson(dir, ['check', 'basic/two-stages'], env);
    expect(warned.err).toMatch(/LargeContext.*300 MB.*huge\.bin/);
  });
});
