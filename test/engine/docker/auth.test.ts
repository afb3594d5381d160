import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { credentialsFor } from '../../../src/engine/docker/auth.ts';

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'dl-home-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function configure(config: unknown): Promise<void> {
  await mkdir(join(home, '.docker'), { recursive: true });
  await writeFile(join(home, '.docker/config.json'), JSON.stringify(config));
}

const ask = (host: string, env: NodeJS.ProcessEnv = {}) =>
  credentialsFor(host, { env: { PATH: `${home}:${process.env.PATH}`, ...env }, home, platform: 'linux' });
const auth = (text: string) => ({ auth: Buffer.from(text).toString('base64') });

it('takes what docker login left, also a password with colons', async () => {
  await configure({ auths: { 'r.example:5000': auth('me:a:b') } });
  expect(await ask('r.example:5000')).toEqual({ username: 'me', secret: 'a:b' });
});

it('knows Docker Hub by its names', async () => {
  await configure({ auths: { 'https://index.docker.io/v1/': auth('hub:x') } });
  expect(await ask('registry-1.docker.io')).toEqual({ username: 'hub', secret: 'x' });
});

it('sends an identity token without a user name', async () => {
  await configure({ auths: { r: { identitytoken: 't' } } });
  expect(await ask('r')).toEqual({ username: '', secret: 't' });
});

it('asks the credential helper of the registry', async () => {
  await configure({ credsStore: 'nope', credHelpers: { r: 'labs' } });
  const helper = join(home, 'docker-credential-labs');
  await writeFile(
    helper,
    '#!/bin/sh\nread host\n[ "$1 $host" = "get r" ] || exit 1\necho \'{"Username":"<token>","Secret":"s"}\'\n',
  );
  await chmod(helper, 0o755);
  expect(await ask('r')).toEqual({ username: '', secret: 's' });
});

it('is anonymous where there is nothing, or nothing that can be read', async () => {
  expect(await ask('r')).toBeUndefined();
  await configure({ credsStore: 'not-installed', auths: { other: auth('a:b') } });
  expect(await ask('r')).toBeUndefined();
  await writeFile(join(home, '.docker/config.json'), '{');
  expect(await ask('r')).toBeUndefined();
});
