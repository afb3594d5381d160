import { describe, expect, it } from 'vitest';
import { predict, predictFailure } from './predict.ts';

const PACKAGE = JSON.stringify({
  scripts: { build: 'tsc' },
  dependencies: { a: '1' },
  devDependencies: { b: '1' },
});

describe('yarn and pnpm', () => {
  const stage = (...lines: string[]) =>
    ['FROM node:24-alpine', 'WORKDIR /app', 'COPY . .', ...lines].join('\n');

  it('install the direct dependencies, and nobody knows what else', async () => {
    const { files, image } = await predict(stage('RUN yarn install --production'), {
      'package.json': PACKAGE,
    });
    expect(files.resolve('/app/node_modules/a')).toBeDefined();
    expect(files.absent?.('/app/node_modules/b')).toBe(true);
    expect(files.absent?.('/app/node_modules/c')).toBe(false);
    expect(image.unknown?.size).toContain('yarn install');
  });

  it('fail without a lockfile that is asked for', async () => {
    const failure = await predictFailure(stage('RUN corepack enable && pnpm install --frozen-lockfile'), {
      'package.json': PACKAGE,
    });
    expect(failure.log.join()).toContain('pnpm-lock.yaml');
  });
});

describe('archives', () => {
  it('open the folder that they are unpacked into', async () => {
    const { files, image } = await predict(
      'FROM node:24-alpine\nWORKDIR /w\nCOPY a.txt x.tgz\nRUN mkdir /o && tar -xzf x.tgz -C /o --strip-components=1\n',
    );
    expect(files.absent?.('/o/anything')).toBe(false);
    expect(files.absent?.('/w/anything')).toBe(true);
    expect(image.unknown?.size).toContain('x.tgz');
    expect((await predictFailure('FROM node:24-alpine\nRUN tar xf nope.tar\n')).exitCode).toBe(1);
  });

  it('are unpacked by ADD, and downloaded by it', async () => {
    const { files } = await predict(
      'FROM scratch\nADD x.tar.gz /a/\nADD https://example.org/y.bin?z=1 /b/\n',
      { 'x.tar.gz': 'x' },
    );
    expect(files.absent?.('/a/anything')).toBe(false);
    expect(files.resolve('/b/y.bin')?.mode).toBe(0o600);
  });
});

it('tells that a module wants a newer Go than the image has', async () => {
  const failure = await predictFailure(
    'FROM golang:1.21-alpine\nWORKDIR /w\nCOPY go.mod .\nRUN go mod download\n',
    { 'go.mod': 'module x\n\ngo 1.26\n' },
  );
  expect(failure.log.join()).toContain('go.mod requires go >= 1.26 (running go 1.21');
});
