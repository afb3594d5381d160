// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the scripts are shell's
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { dockerClient } from '../../../src/checks/pipeline/client.ts';
import { commitAll, writeDockerConfig } from '../../../src/checks/pipeline/copy.ts';
import { pipelineCommands } from '../../../src/checks/pipeline/docker-wrapper.ts';
import { namesIn, readNotes } from '../../../src/checks/pipeline/notes.ts';
import { runScript } from '../../../src/checks/script-sandbox.ts';
import { NotJudgeable } from '../../../src/errors.ts';
import { folderWith } from '../../helpers/course-files.ts';

const left: (() => Promise<void>)[] = [];
const path = process.env.PATH;
afterEach(async () => {
  process.env.PATH = path;
  for (const remove of left.splice(0)) await remove();
});

async function folder(files: Record<string, string>): Promise<string> {
  const { dir, remove } = await folderWith(files);
  left.push(remove);
  for (const name of Object.keys(files)) await chmod(join(dir, name), 0o755);
  return dir;
}

/** Runs a script with a client that notes its words, and knows one image and what a compose file comes down to. */
async function run(script: string, play: 'clean' | 'findings' | 'crash' = 'clean', compose = '') {
  const dir = await folder({
    'build.sh': script,
    compose,
    client: `#!/bin/sh\ncase " $* " in ' compose '*'config --format json ') cat "$(dirname "$0")/compose"; exit ;; esac\ncase "$1 $2 $5" in 'image inspect reg/app:1') echo sha256:id; exit 0 ;; 'image inspect '*) exit 1 ;; esac\necho "client: $*"\n`,
  });
  const commands = pipelineCommands({ client: join(dir, 'client'), prefix: 'reg/', play });
  const result = await runScript({ dir, path: 'build.sh', args: [], shell: 'bash', commands });
  const said = result.output.split('\n').filter((line) => line.startsWith('client: '));
  return { ...result, said, ...readNotes(result.calls) };
}

describe('the docker of a judged pipeline', () => {
  it('is the real client, with our labels on what is built', async () => {
    const { said, calls } = await run(
      'docker build -t reg/app:1 .; docker buildx build --load .; docker tag a b',
    );
    const labels = '--label dev.docker-labs=true --label dev.docker-labs.pipeline=true';
    expect(said).toEqual([
      `client: build ${labels} -t reg/app:1 .`,
      `client: buildx build ${labels} --load .`,
      'client: tag a b',
    ]);
    expect(calls.map(({ words }) => words.slice(0, 2).join(' '))).toEqual([
      'docker build',
      'docker buildx',
      'docker tag',
    ]);
    expect(calls.every(({ ms, exitCode, by }) => ms >= 0 && exitCode === 0 && by === 'client')).toBe(true);
    expect(namesIn(calls, 'reg/')).toEqual(['reg/app:1']);
  });

  it.each([
    'docker push ghcr.io/me/app:1',
    'docker image push ghcr.io/me/app',
    'docker buildx build --push -t reg/app:1 -t ghcr.io/me/app:1 .',
    'docker buildx build --output type=registry --tag=ghcr.io/me/app:1 .',
  ])('refuses what would lead outside: %s', async (line) => {
    const { said, calls, output } = await run(`${line}; echo "status $?"`);
    expect(said).toEqual([]);
    expect(calls).toMatchObject([{ by: 'refused', exitCode: 1 }]);
    expect(output).toMatch(/ghcr\.io\/me\/app.* is not pushed/);
    expect(output).toContain('status 1');
  });

  it('pushes to the judged registry, and logs in nowhere', async () => {
    const { said, calls } = await run(
      'docker push reg/app:1 && echo secret | docker login -u me --password-stdin',
    );
    expect(said).toEqual(['client: push reg/app:1']);
    expect(calls.map(({ by }) => by)).toEqual(['client', 'refused']);
  });

  it.each([
    ['clean', 'docker run --rm -v /s:/s aquasec/trivy:1 image --exit-code 10 reg/app:1', 0],
    ['findings', 'docker run --rm -v /s:/s aquasec/trivy:1 image --exit-code 10 reg/app:1', 10],
    ['findings', 'docker run --rm aquasec/trivy:1 image --exit-code 10 --severity LOW reg/app:1', 0],
    ['crash', 'docker run --rm aquasec/trivy:1 image --exit-code 10 reg/app:1', 1],
    ['findings', 'trivy image --exit-code 3 reg/app:1', 3],
    ['findings', 'grype reg/app:1 --fail-on high', 2],
    ['findings', 'docker scout cves --exit-code --only-severity critical,high reg/app:1', 2],
    ['findings', 'snyk container test reg/app:1 --severity-threshold=critical', 1],
  ] as const)('plays a scanner that is %s: %s', async (play, line, status) => {
    const { calls, scanned, said } = await run(`${line} || true`, play);
    expect(calls).toMatchObject([{ by: 'play', exitCode: status }]);
    expect(scanned).toEqual([{ ref: 'reg/app:1', id: 'sha256:id' }]);
    expect(said).toEqual([]);
  });

  describe('with a compose file', () => {
    const services = {
      build: { build: { context: '.' }, image: 'reg/app:1' },
      elsewhere: { build: { context: '.' }, image: 'ghcr.io/me/app:1' },
      scan: { image: 'aquasec/trivy:1', command: ['image', '--exit-code', '10', 'reg/app:1'] },
      tests: { image: 'node:24' },
    };
    const config = JSON.stringify({ services });

    it.each([
      'docker compose -f build.yml run --rm scan',
      'docker compose run scan image --exit-code 10 reg/app:1',
      'docker compose --profile ci run -T --name one scan',
    ])('plays a service that is a scanner: %s', async (line) => {
      const { calls, scanned, said } = await run(`${line} || true`, 'findings', config);
      const words = ['docker', 'run', '--rm', 'aquasec/trivy:1', 'image', '--exit-code', '10', 'reg/app:1'];
      expect(calls).toMatchObject([{ by: 'play', exitCode: 10, words }]);
      expect(scanned).toEqual([{ ref: 'reg/app:1', id: 'sha256:id' }]);
      expect(said).toEqual([]);
    });

    it.each([
      'docker compose push',
      'docker compose push elsewhere',
      'docker compose build --push elsewhere',
    ])('refuses what would lead outside: %s', async (line) => {
      const { calls, output, said } = await run(`${line} || true`, 'clean', config);
      expect(calls).toMatchObject([{ by: 'refused', exitCode: 1 }]);
      expect(output).toContain('ghcr.io/me/app:1 is not pushed');
      expect(said).toEqual([]);
    });

    it('leaves the rest to compose, in whose words what is wrong with the file is said', async () => {
      const lines = [
        'docker compose push build',
        'docker compose run --rm tests node --test',
        'docker compose build',
      ];
      const { calls, said } = await run(lines.join('\n'), 'clean', config);
      expect(said).toEqual(lines.map((line) => line.replace('docker', 'client:')));
      expect(calls.map(({ by }) => by)).toEqual(['client', 'client', 'client']);
      const broken = await run('docker compose run scan', 'clean', 'services: no JSON');
      expect(broken.said).toEqual(['client: compose run scan']);
    });
  });

  it('really runs what is no scanner', async () => {
    const { said, calls } = await run('docker run --rm node:24 node --test');
    expect(said).toEqual(['client: run --rm node:24 node --test']);
    expect(calls).toMatchObject([{ by: 'client' }]);
  });
});

describe('the copy that a pipeline runs in', () => {
  it('is a repository with a commit that no other run has', async () => {
    const [one, two] = await Promise.all([folder({ 'a.txt': 'a' }), folder({ 'a.txt': 'a' })]);
    const revisions = [await commitAll(one, 'one'), await commitAll(two, 'two')];
    expect(revisions[0]).toMatch(/^[0-9a-f]{40}$/);
    expect(new Set(revisions).size).toBe(2);
  });

  it('has a docker configuration with plugins and proxies, and without logins', async () => {
    const [own, home] = await Promise.all([folder({}), folder({})]);
    const config = {
      auths: { 'ghcr.io': { auth: 'c2VjcmV0' } },
      credsStore: 'desktop',
      proxies: { default: {} },
    };
    await writeFile(join(own, 'config.json'), JSON.stringify(config));
    await writeDockerConfig(home, { DOCKER_CONFIG: own });
    const written: unknown = JSON.parse(await readFile(join(home, '.docker', 'config.json'), 'utf8'));
    expect(written).toEqual({ cliPluginsExtraDirs: [join(own, 'cli-plugins')], proxies: { default: {} } });
  });
});

describe('the docker client that scripts use', () => {
  const client = (version: string, buildx: number) =>
    `#!/bin/sh\ncase "$1" in --version) echo "Docker version ${version}, build x" ;; buildx) exit ${buildx} ;; esac\n`;
  const onPath = async (...clients: string[]) => {
    const root = await folder({});
    const folders: string[] = [];
    for (const [index, text] of clients.entries()) {
      const bin = join(root, String(index));
      await mkdir(bin);
      await writeFile(join(bin, 'docker'), text, { mode: 0o755 });
      folders.push(bin);
    }
    process.env.PATH = [...folders, '/usr/lib/no-docker-here'].join(delimiter);
    return folders;
  };

  it.each([
    ['20.10.24', 1],
    ['28.5.2', 0],
  ])('%s (buildx ends with %i) will do', async (version, buildx) => {
    const [first = ''] = await onPath(client(version, buildx));
    expect(await dockerClient()).toEqual({
      path: join(first, 'docker'),
      version: `Docker version ${version}, build x`,
    });
  });

  it('without buildx a newer one cannot build: nobody fails, and a better one on PATH is named', async () => {
    const [, second = ''] = await onPath(client('28.2.2', 1), client('20.10.24', 1));
    const refused = dockerClient();
    await expect(refused).rejects.toBeInstanceOf(NotJudgeable);
    await expect(refused).rejects.toMatchObject({
      message: expect.stringContaining('no buildx plugin'),
      tryNext: expect.stringContaining(join(second, 'docker')),
    });
  });

  it('says when there is none', async () => {
    await onPath();
    await expect(dockerClient()).rejects.toThrow('no docker client on PATH');
  });
});
