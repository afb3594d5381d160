import { generateKeyPairSync } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { configFromOci } from '../../src/image/config.ts';
import { layerSecrets } from '../../src/image/examine.ts';
import { secretsInFacts } from '../../src/image/secret-config.ts';
import { secretKeep, secretsInFile } from '../../src/image/secret-files.ts';
import { isSecretName } from '../../src/image/secret-names.ts';
import { redact, secretsIn } from '../../src/image/secret-shapes.ts';
import type { FileEntry } from '../../src/image/types.ts';
import { dockerArchive, makeTar, sha256 } from './make.ts';

/** Joined here so that no scanner takes this file for a leak. */
const fake = (...parts: string[]) => parts.join('');
const github = fake('ghp', '_', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8');
const aws = fake('AKIA', 'Q3EGRIX7WUVDLLTC');
const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 1024,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** A reference to a variable, as shells and npm write it. */
const reference = (name: string) => `$\{${name}}`;

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

describe('names of variables', () => {
  it('are secret where BuildKit says so', () => {
    for (const name of [
      'API_KEY',
      'DATABASE_PASSWORD',
      'GITHUB_TOKEN',
      'secret_MESSAGE',
      'AUTH',
      'apikey',
      'MY_CREDENTIALS_X',
      'DB_PASSWD',
    ]) {
      expect(isSecretName(name), name).toBe(true);
    }
  });

  it('are harmless where the word is part of another, or points elsewhere', () => {
    for (const name of [
      'TOKENIZER_PATH',
      'MONKEY',
      'KEYBOARD',
      'AUTHOR',
      'DB_PASSWORD_FILE',
      'PUBLIC_KEY',
      'SECRET_VERSION',
      'NODE_ENV',
      'PATH',
    ]) {
      expect(isSecretName(name), name).toBe(false);
    }
  });
});

describe('shapes', () => {
  const samples: [string, string][] = [
    ['AWS access key', aws],
    ['AWS secret key', `aws_secret_access_key = ${'wJalrXUtnFEMI/K7MDENG'.padEnd(40, 'b')}`],
    ['GitHub token', github],
    ['GitHub token', fake('github', '_pat_', '11ABCDEFG0abcdefghijkl_', 'x'.repeat(59))],
    ['GitLab token', fake('glp', 'at-', 'abcDEF123456_-abcDEF')],
    ['Slack token', fake('xox', 'b-', '123456789012-abcdefABCDEF')],
    ['Stripe key', fake('sk', '_live_', '4eC39HqLyjWDarjtT1zdp7dc')],
    ['Google API key', fake('AI', 'za', 'SyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY')],
    ['npm token', fake('npm', '_', 'abcdefghijklmnopqrstuvwxyz0123456789')],
    ['npm token', '//registry.example.com/:_authToken=0f3c9d2e-1111-2222'],
    ['private key', privateKey],
    ['private key', JSON.stringify({ private_key: privateKey })],
    [
      'JSON Web Token',
      fake(
        'eyJ',
        'hbGciOiJIUzI1NiJ9',
        '.',
        'eyJ',
        'zdWIiOiIxMjM0NTY3ODkwIn0',
        '.',
        'dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
      ),
    ],
    ['password in a URL', 'postgres://app:hunter2secret@db:5432/app'],
  ];
  for (const [kind, text] of samples) {
    it(`${kind}: ${text.slice(0, 12).replace(/\s/g, ' ')}`, () => {
      const found = secretsIn(`before ${text}\nafter`);
      expect(found.map((one) => one.kind)).toEqual([kind]);
      for (const word of text.match(/[\w/+-]{12,}/g) ?? []) expect(found[0]?.sample).not.toContain(word);
    });
  }

  it('are not seen in what only looks alike', () => {
    for (const text of [
      "if (pem.startsWith('-----BEGIN PRIVATE KEY-----')) return '-----END PRIVATE KEY-----';",
      publicKey,
      'npm_config_registry=https://registry.example.com/ npm_package_version',
      `https://user:$PASSWORD@host https://user:${reference('PASSWORD')}@host https://<user>:<password>@host`,
      'AKIA short, glpat- nothing, xox, eyJ.eyJ, http://localhost:3000/x@y',
      `//registry.example.com/:_authToken=${reference('NPM_TOKEN')}`,
    ]) {
      expect(secretsIn(text), text).toEqual([]);
    }
  });

  it('are never shown whole', () => {
    expect(redact('hunter2')).toBe('h… (7 characters)');
    expect(redact('abc')).toBe('… (3 characters)');
    expect(redact(github)).toBe('ghp_… (40 characters)');
  });
});

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

describe('configuration and history', () => {
  const facts = (config: object, createdBy: string[] = []) => ({
    config: configFromOci({ config }),
    history: createdBy.map((text) => ({ createdBy: text, size: 0, empty: true })),
  });

  it('secrets in environment, labels and history are found, with where', () => {
    const found = secretsInFacts(
      facts(
        {
          Env: ['API_KEY=abc123def', `OTHER=${github}`, 'DATABASE_URL=postgres://a:hunter2@db/x'],
          Labels: { note: aws },
        },
        [
          'ARG NPM_TOKEN=s3cr3tvalue',
          'RUN |2 NPM_TOKEN=s3cr3tvalue PORT=1 /bin/sh -c npm ci # buildkit',
          `RUN /bin/sh -c curl -H ${github} x`,
        ],
      ),
    );
    expect(found.map(({ where, name, kind }) => [where, name, kind])).toEqual([
      ['Config.Env', 'API_KEY', 'secret by its name'],
      ['Config.Env', 'OTHER', 'GitHub token'],
      ['Config.Env', 'DATABASE_URL', 'password in a URL'],
      ['Config.Labels', 'note', 'AWS access key'],
      ['History', '1', 'secret in build argument NPM_TOKEN'],
      ['History', '2', 'secret in build argument NPM_TOKEN'],
      ['History', '3', 'GitHub token'],
    ]);
    expect(JSON.stringify(found)).not.toMatch(/s3cr3tvalue|hunter2|abc123def/);
  });

  it('are silent about what base images and good Dockerfiles have', () => {
    const found = secretsInFacts(
      facts(
        {
          Env: [
            'PATH=/usr/bin',
            'GPG_KEY=7169605F62C751356D054A26A821E680E5FA6305',
            'TOKENIZER_PATH=/m',
            'DB_PASSWORD_FILE=/run/secrets/db',
            'API_KEY=',
            'AUTH=true',
            'NODE_VERSION=24.1.0',
          ],
          Labels: { 'org.opencontainers.image.revision': '0123456789abcdef0123456789abcdef01234567' },
        },
        [
          'RUN |1 PUBLIC_KEY=abc /bin/sh -c x',
          'ARG NPM_TOKEN',
          'RUN /bin/sh -c --mount=type=secret,id=npm npm ci # buildkit',
        ],
      ),
    );
    expect(found).toEqual([]);
  });
});

describe('layers', () => {
  it('tell secrets above the base, also those a later layer removes or replaces', async () => {
    const base = await makeTar({ name: 'etc/base.key', content: privateKey });
    const layers = [
      base,
      await makeTar(
        { name: 'root/.npmrc', content: '//r/:_authToken=abcdef123456' },
        { name: 'app/.env', content: 'API_KEY=first-one' },
      ),
      await makeTar({ name: 'root/.wh..npmrc' }, { name: 'app/.env', content: 'API_KEY=second-one' }),
    ];
    const createdBy = ['FROM', 'COPY . . # buildkit', 'RUN /bin/sh -c rm /root/.npmrc # buildkit'];
    const archive = await dockerArchive({ layers, createdBy });
    const ask = (options: object) => layerSecrets(Readable.from([archive]), { ref: 'x', ...options });
    const above = await ask({ baseDiffIds: [`sha256:${sha256(base)}`] });
    expect(above.map(({ path, layer, kind, deleted }) => [path, layer, kind, deleted])).toEqual([
      ['/root/.npmrc', 1, 'npm credentials', true],
      ['/app/.env', 1, 'environment file (API_KEY)', true],
      ['/app/.env', 2, 'environment file (API_KEY)', false],
    ]);
    expect(above[0]).toMatchObject({ createdBy: 'COPY . . # buildkit' });
    expect(await ask({ baseLayers: 1 })).toEqual(above);
    expect((await ask({})).map((one) => one.path)).toContain('/etc/base.key');
    expect((await ask({ baseDiffIds: ['sha256:another'] })).map((one) => one.path)).toContain(
      '/etc/base.key',
    );
  });
});
