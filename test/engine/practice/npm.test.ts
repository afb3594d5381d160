import { describe, expect, it } from 'vitest';
import { predict, predictFailure } from './predict.ts';

const PACKAGE = JSON.stringify({
  name: 'app',
  version: '1.0.0',
  scripts: { build: 'tsc', bundle: 'node build.mjs', echo: 'echo hi' },
  dependencies: { nanoid: '5.1.12' },
  devDependencies: { typescript: '6.0.3' },
});
const LOCK = JSON.stringify({
  name: 'app',
  version: '1.0.0',
  lockfileVersion: 3,
  packages: {
    '': { dependencies: { nanoid: '5.1.12' }, devDependencies: { typescript: '6.0.3' } },
    'node_modules/nanoid': { version: '5.1.12', bin: { nanoid: 'bin/nanoid.js' } },
    'node_modules/typescript': {
      version: '6.0.3',
      dev: true,
      bin: { tsc: 'bin/tsc', tsserver: 'bin/tsserver' },
    },
    'node_modules/musl-only': { version: '1.0.0', optional: true, os: ['linux'], libc: ['musl'] },
    'node_modules/glibc-only': { version: '1.0.0', optional: true, os: ['linux'], libc: ['glibc'] },
    'node_modules/mac-only': { version: '1.0.0', optional: true, os: ['darwin'] },
  },
});
const FILES = { 'package.json': PACKAGE, 'package-lock.json': LOCK };

const stage = (...lines: string[]) =>
  ['FROM node:24-alpine', 'WORKDIR /app', 'COPY package*.json ./', ...lines].join('\n');

describe('npm’s own folder', () => {
  it('is the nearest one above with a package.json, and so are its tools', async () => {
    const { files } = await predict(
      'FROM node:24-alpine\nCOPY package*.json ./\nWORKDIR /app\nRUN npm ci\nCOPY . .\nRUN npm run build',
      FILES,
    );
    expect(files.resolve('/node_modules/typescript')?.type).toBe('directory');
    expect(files.resolve('/app/node_modules')).toBeUndefined();
  });

  it('is this one where there is none above', async () => {
    const failure = await predictFailure('FROM node:24-alpine\nWORKDIR /app\nRUN npm install');
    expect(failure.log.join('\n')).toContain("open '/app/package.json'");
  });
});

describe('npm ci', () => {
  it('installs what the lockfile says for this platform', async () => {
    const { files } = await predict(stage('RUN npm ci'), FILES);
    expect(files.resolve('/app/node_modules/typescript')?.type).toBe('directory');
    expect(files.resolve('/app/node_modules/.bin/tsc')).toBeDefined();
    expect(files.resolve('/app/node_modules/musl-only')).toBeDefined();
    expect(files.absent?.('/app/node_modules/glibc-only')).toBe(true);
    expect(files.absent?.('/app/node_modules/mac-only')).toBe(true);
  });

  it.each([
    ['RUN npm ci --omit=dev'],
    ['RUN npm ci --omit dev'],
    ['RUN npm ci --only=production'],
    ['RUN npm ci --production'],
    ['ENV NODE_ENV=production\nRUN npm ci'],
    ['RUN NODE_ENV=production npm ci'],
    ['RUN npm ci && npm prune --omit=dev'],
  ])('leaves devDependencies out: %s', async (line) => {
    const { files } = await predict(stage(line), FILES);
    expect(files.absent?.('/app/node_modules/typescript')).toBe(true);
    expect(files.resolve('/app/node_modules/nanoid')).toBeDefined();
  });

  it.each([['ENV NODE_ENV=production\nRUN npm ci --include=dev'], ['RUN npm ci --production=false']])(
    'keeps them: %s',
    async (line) => {
      const { files } = await predict(stage(line), FILES);
      expect(files.resolve('/app/node_modules/typescript')).toBeDefined();
    },
  );

  it('leaves its cache behind, unless it is mounted or cleaned in the same step', async () => {
    const left = await predict(stage('RUN npm ci'), FILES);
    const mounted = await predict(stage('RUN --mount=type=cache,target=/root/.npm npm ci'), FILES);
    const cleaned = await predict(stage('RUN npm ci && npm cache clean --force'), FILES);
    expect(left.files.resolve('/root/.npm/_cacache')).toBeDefined();
    expect(mounted.files.resolve('/root/.npm/_cacache')).toBeUndefined();
    expect(cleaned.files.resolve('/root/.npm/_cacache')).toBeUndefined();
    expect(mounted.image.size).toBeLessThan(left.image.size - 4_000_000);
    expect(cleaned.image.size).toBe(mounted.image.size);
  });

  it('gets no smaller by removing in a later layer', async () => {
    const kept = await predict(stage('RUN npm ci'), FILES);
    const removed = await predict(stage('RUN npm ci', 'RUN rm -rf node_modules'), FILES);
    expect(removed.image.size).toBe(kept.image.size);
    expect(removed.files.absent?.('/app/node_modules')).toBe(true);
  });

  it('refuses without a lockfile, with one out of step, and without package.json', async () => {
    const { 'package-lock.json': _, ...without } = FILES;
    const failure = await predictFailure(stage('RUN npm ci'), without);
    expect(failure).toMatchObject({ kind: 'run', line: 4, exitCode: 1 });
    expect(failure.log.join('\n')).toContain('EUSAGE');
    const other = PACKAGE.replace('"5.1.12"', '"^4.0.0"');
    expect(
      (await predictFailure(stage('RUN npm ci'), { ...FILES, 'package.json': other })).log.join('\n'),
    ).toContain('in sync');
    const empty = 'FROM node:24-alpine\nWORKDIR /app\nRUN npm ci\n';
    expect((await predictFailure(empty)).line).toBe(3);
  });

  it('takes a range that the locked version satisfies', async () => {
    const other = PACKAGE.replace('"5.1.12"', '"^5.0.0"');
    await expect(predict(stage('RUN npm ci'), { ...FILES, 'package.json': other })).resolves.toBeDefined();
  });

  it('reads the first version of the format too', async () => {
    const old = JSON.stringify({
      lockfileVersion: 1,
      dependencies: { nanoid: { version: '5.1.12' }, typescript: { version: '6.0.3', dev: true } },
    });
    const { files } = await predict(stage('RUN npm ci --omit=dev'), { ...FILES, 'package-lock.json': old });
    expect(files.resolve('/app/node_modules/nanoid')).toBeDefined();
    expect(files.absent?.('/app/node_modules/typescript')).toBe(true);
  });
});

describe('npm run', () => {
  it('fails where the tool is a devDependency that was left out', async () => {
    const failure = await predictFailure(
      stage('RUN npm ci --omit=dev', 'COPY . .', 'RUN npm run build'),
      FILES,
    );
    expect(failure).toMatchObject({ kind: 'run', line: 6, exitCode: 127, log: ['sh: tsc: not found'] });
  });

  it('fails where a script file imports one', async () => {
    const files = { ...FILES, 'build.mjs': "import ts from 'typescript';\nimport fs from 'node:fs';\n" };
    const failure = await predictFailure(
      stage('RUN npm ci --omit=dev', 'COPY . .', 'RUN npm run bundle'),
      files,
    );
    expect(failure.log.join('\n')).toContain("Cannot find package 'typescript'");
    await expect(
      predict(stage('RUN npm ci', 'COPY . .', 'RUN npm run bundle'), files),
    ).resolves.toBeDefined();
  });

  it('fails for a script that is not there', async () => {
    expect((await predictFailure(stage('RUN npm run nope'), FILES)).log).toEqual([
      'npm error Missing script: "nope"',
    ]);
    await expect(predict(stage('RUN npm run nope --if-present'), FILES)).resolves.toBeDefined();
  });

  it('makes what the lab declares, and says so where nothing is declared', async () => {
    const lines = stage('RUN npm ci', 'COPY . .', 'RUN npm run build');
    const produces = [{ run: 'npm run build', paths: { 'dist/server.js': 2100, 'dist/links.js': 700 } }];
    const declared = await predict(lines, FILES, { produces });
    expect(declared.files.resolve('/app/dist/links.js')?.size).toBe(700);
    expect(declared.image.unknown).toBeUndefined();
    const open = await predict(lines, FILES);
    expect(open.image.unknown?.size).toContain('npm run build');
    expect(open.files.absent?.('/app/anything')).toBe(false);
  });

  it('finds the output folder in tsconfig.json', async () => {
    const tsconfig = '{ "compilerOptions": { "outDir": "./build" } }';
    const { files } = await predict(stage('RUN npm ci', 'COPY . .', 'RUN npm run build'), {
      ...FILES,
      'tsconfig.json': tsconfig,
    });
    expect(files.resolve('/app/build')?.type).toBe('directory');
    expect(files.absent?.('/app/dist')).toBe(true);
  });
});

describe('npm install', () => {
  it('goes by the lockfile where there is one', async () => {
    const { files, image } = await predict(stage('RUN npm install --omit=dev'), FILES);
    expect(files.absent?.('/app/node_modules/typescript')).toBe(true);
    expect(image.unknown).toBeUndefined();
  });

  it('says that it does not know the size without one', async () => {
    const { 'package-lock.json': _, ...without } = FILES;
    const { files, image } = await predict(stage('RUN npm install'), without);
    expect(files.resolve('/app/node_modules/typescript')).toBeDefined();
    expect(image.unknown?.size).toContain('lockfile');
  });
});
