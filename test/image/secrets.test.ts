import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { configFromOci } from '../../src/image/config.ts';
import { layerSecrets } from '../../src/image/examine.ts';
import { secretsInFacts } from '../../src/image/secret-config.ts';
import { aws, github, privateKey } from '../helpers/fake-secrets.ts';
import { dockerArchive, makeTar, sha256 } from './make.ts';

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
