import { describe, expect, it } from 'vitest';
import { secretKeep, secretsInFile } from '../../src/image/secret-files.ts';
import type { FileEntry } from '../../src/image/types.ts';
import { github, privateKey, publicKey, reference } from '../helpers/fake-secrets.ts';

const file = (path: string, size = 100): FileEntry => ({
  path,
  type: 'file',
  size,
  mode: 0o644,
  uid: 0,
  gid: 0,
});
const kinds = (path: string, content: string) =>
  secretsInFile(path, Buffer.from(content)).map((one) => one.kind);

describe('files', () => {
  it('of settings that hold a secret', () => {
    expect(kinds('/app/.env', 'PORT=3000\nexport DB_PASS="hunter2"\n')).toEqual([
      'environment file (DB_PASS)',
    ]);
    expect(kinds('/app/.env.production', `GITHUB=${github}`)).toEqual(['GitHub token']);
    expect(kinds('/root/.npmrc', '//r.example.com/:_authToken=abcdef-123456')).toEqual(['npm credentials']);
    expect(kinds('/root/.aws/credentials', '[default]\naws_secret_access_key=abcdefgh12345')).toEqual([
      'AWS credentials',
    ]);
    expect(kinds('/root/.netrc', 'machine x login y password zzz9')).toEqual(['netrc password']);
    expect(kinds('/root/.git-credentials', 'https://me:tok3n@github.com')).toEqual(['git credentials']);
    expect(kinds('/root/.docker/config.json', '{"auths":{"r":{"auth":"dXNlcjpwYXNz"}}}')).toEqual([
      'registry credentials',
    ]);
    expect(kinds('/root/.kube/config', 'users:\n- user:\n    token: abcdefghijk')).toEqual([
      'Kubernetes credentials',
    ]);
    expect(kinds('/app/server.key', privateKey)).toEqual(['private key']);
    expect(kinds('/root/.ssh/id_rsa', privateKey)).toEqual(['private key']);
    expect(kinds('/run/secrets/db', 'hunter2')).toEqual(['mounted secret']);
    expect(kinds('/app/config.yml', 'db: postgres://u:hunter2@db/x')).toEqual(['password in a URL']);
  });

  it('that are made to take long do not', () => {
    for (const path of [
      '/app/.env',
      '/root/.pypirc',
      '/root/.kube/config',
      '/root/.npmrc',
      '/root/.pgpass',
      '/app/a.yml',
      '/run/secrets/x',
    ]) {
      for (const unit of [
        '\n',
        ' ',
        '\t\n',
        'eyJ-',
        'a=',
        'http://',
        '-----BEGIN PRIVATE KEY-----\n',
        ':',
        'x://a:',
        '_auth  ',
      ]) {
        // each takes milliseconds, or minutes where a pattern is quadratic
        secretsInFile(path, Buffer.from(unit.repeat(Math.floor((256 * 1024) / unit.length))));
      }
    }
  });

  it('without one', () => {
    expect(
      kinds(
        '/app/.env',
        `PORT=3000\nAPI_KEY=\nTOKEN=${reference('TOKEN')}\nSECRET_FILE=/run/secrets/x\nKEY_PATH=/etc/k`,
      ),
    ).toEqual([]);
    expect(kinds('/app/.env.example', 'API_KEY=changeme-please')).toEqual([]);
    expect(
      kinds('/root/.npmrc', `registry=https://r.example.com\n//r/:_authToken=${reference('NPM_TOKEN')}`),
    ).toEqual([]);
    expect(
      kinds(
        '/etc/ssl/certs/ca-certificates.crt',
        '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
      ),
    ).toEqual([]);
    expect(kinds('/app/public.pem', publicKey)).toEqual([]);
    expect(kinds('/app/README.md', 'Set DATABASE_URL=postgres://user:password@localhost/db')).toEqual([]);
    expect(kinds('/app/bin', `\0\0${github}`)).toEqual([]);
    expect(kinds('/root/.docker/config.json', '{"credsStore":"desktop"}')).toEqual([]);
  });

  it('of other people’s programs are not even read', () => {
    for (const path of [
      '/app/node_modules/x/test/key.pem',
      '/usr/local/lib/python3.13/test/certdata/key.pem',
      '/usr/share/doc/x/.env',
      '/usr/lib/python3/dist-packages/x.py',
      '/usr/local/go/src/crypto/tls/testdata/key.pem',
    ]) {
      expect(secretKeep(file(path)), path).toBe(0);
    }
    for (const path of [
      '/app/.env',
      '/root/.npmrc',
      '/home/node/id_rsa',
      '/usr/local/etc/app.conf',
      '/library/x',
    ]) {
      expect(secretKeep(file(path)), path).toBe(100);
    }
    expect(secretKeep(file('/app/movie.bin', 1e9))).toBe(0);
  });
});
