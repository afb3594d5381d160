import { describe, expect, it } from 'vitest';
import type { LayerSecret } from '../../src/checks/types.ts';
import { judgeChanged } from '../helpers/changed-facts.ts';
import { blamedLines, judgeDockerfile } from '../helpers/judge.ts';

describe('secret.env on a Dockerfile alone', () => {
  const judge = (dockerfile: string) => judgeDockerfile('secret.env', dockerfile);

  it.each([
    ['FROM node:24\nENV API_TOKEN=abc\n', 2],
    ['FROM node:24\nENV NODE_ENV=production DB_PASSWORD=hunter2\n', 2],
    ['FROM node:24\nARG GITHUB_TOKEN\n', 2],
    ['ARG AWS_SECRET_ACCESS_KEY\nFROM node:24\n', 1],
    ['FROM node:24 AS builder\nARG NPM_TOKEN=x\nFROM node:24\n', 2],
    ['FROM node:24\nENV auth_secret abc\n', 2],
  ])('fails: %j', async (text, line) => {
    const verdict = await judge(text);
    expect(verdict).toMatchObject({ status: 'fail' });
    expect(blamedLines(verdict)).toEqual([line]);
  });

  it('shows the name and never the value', async () => {
    const verdict = await judge('FROM node:24\nENV A=visible API_TOKEN="s3cr3t value" B=too\n');
    expect(JSON.stringify(verdict)).not.toContain('s3cr3t');
    expect(verdict.evidence[0]?.text).toBe('ENV A=… API_TOKEN=… B=…');
  });

  it.each([
    'FROM node:24\nENV NODE_ENV=production PORT=3000\n',
    'FROM node:24\nENV TOKENIZER_PATH=/models/t.json\n',
    'FROM node:24\nENV DB_PASSWORD_FILE=/run/secrets/db\n',
    'FROM node:24\nRUN --mount=type=secret,id=token,env=API_TOKEN npm ci\n',
  ])('passes: %j', async (text) => {
    expect(await judge(text)).toMatchObject({ status: 'pass' });
  });
});

describe('secret.env on an image', () => {
  it('finds what the base or the command line put there', async () => {
    const config = { env: { PATH: '/usr/bin', DATABASE_PASSWORD: 'correct horse battery' } };
    const verdict = await judgeChanged('secret.env', { config });
    expect(verdict).toMatchObject({ status: 'fail' });
    expect(verdict.actual).toContain('DATABASE_PASSWORD');
    expect(JSON.stringify(verdict)).not.toContain('battery');
  });
});

describe('secret.layers', () => {
  const secret = (differs: Partial<LayerSecret> = {}): LayerSecret => ({
    path: '/app/.npmrc',
    layer: 6,
    createdBy: 'COPY . .',
    kind: 'npm credentials',
    sample: 'npm_… (40 characters)',
    deleted: false,
    ...differs,
  });
  const judge = (...secrets: LayerSecret[]) =>
    judgeChanged('secret.layers', { facts: { layerSecrets: async () => secrets } });

  it('passes without any', async () => {
    expect(await judge()).toMatchObject({ status: 'pass' });
  });

  it('says where each is, and that deleting it did not help', async () => {
    const verdict = await judge(secret({ deleted: true }), secret({ path: '/app/.env', layer: 7 }));
    expect(verdict.status).toBe('fail');
    expect(verdict.actual).toBe(
      '2 secrets: npm credentials in /app/.npmrc, deleted later, npm credentials in /app/.env',
    );
    const taken = verdict.evidence.filter(({ source }) => source === 'layer');
    expect(taken.map(({ path }) => path)).toEqual(['/app/.npmrc', '/app/.env']);
    expect(taken[0]?.text).toMatch(/^layer 7 of \d+: npm_… \(40 characters\), deleted by a later layer/);
    expect(taken[1]?.text).toMatch(/^layer 8 of \d+: npm_… \(40 characters\)$/);
  });

  it('quotes the path for the shell in the command that takes it out', async () => {
    const { seeIt } = await judge(secret({ path: "/app/it's $HOME" }));
    expect(seeIt).toContain("tar -xOf {} 'app/it'\\''s $HOME'");
  });
});
