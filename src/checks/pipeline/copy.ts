import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { NotJudgeable } from '../../errors.ts';
import { onPath } from '../../scan/run-program.ts';

/** Whoever commits in a copy. No setting of the learner's counts, and none is changed. */
const GIT = {
  GIT_AUTHOR_NAME: 'docker-labs',
  GIT_AUTHOR_EMAIL: 'docker-labs@localhost',
  GIT_COMMITTER_NAME: 'docker-labs',
  GIT_COMMITTER_EMAIL: 'docker-labs@localhost',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
};

/** @throws NotJudgeable without git on PATH */
export async function needGit(): Promise<void> {
  if (await onPath('git')) return;
  throw new NotJudgeable(
    'The pipeline’s tag is the commit, and there is no git on this machine.',
    'Install git.',
    'tool-broke',
  );
}

/**
 * Makes the copy a repository with one commit, which no other run has: so its tag was in no registry before, and its
 * labels can be told from those of another run.
 *
 * @returns the commit, 40 digits
 */
export async function commitAll(copy: string, message: string): Promise<string> {
  const git = async (...args: string[]) =>
    (await execa('git', args, { cwd: copy, env: { ...GIT, GIT_DIR: join(copy, '.git') } })).stdout;
  await git('init', '--quiet', '.');
  await git('add', '--all');
  await git('commit', '--quiet', '--allow-empty', '--message', message);
  return (await git('rev-parse', 'HEAD')).trim();
}

/** Adds a line to a Dockerfile that no builder takes, so that the build fails at once, whatever its target. */
export async function breakBuild(copy: string, dockerfile: string): Promise<void> {
  await appendFile(join(copy, dockerfile), '\nTHIS-BUILD-FAILS for docker-labs\n');
}

/**
 * A docker configuration without logins in the script's home: where the client finds its plugins (which may be in the
 * learner's own folder) and the proxies that builds need, and nothing else of the learner's.
 */
export async function writeDockerConfig(home: string, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const own = env.DOCKER_CONFIG || join(homedir(), '.docker');
  const { cliPluginsExtraDirs, proxies } = await readConfig(join(own, 'config.json'));
  const extra = Array.isArray(cliPluginsExtraDirs) ? cliPluginsExtraDirs : [];
  const config = {
    cliPluginsExtraDirs: [join(own, 'cli-plugins'), ...extra],
    ...(proxies === undefined ? {} : { proxies }),
  };
  await mkdir(join(home, '.docker'), { recursive: true });
  await writeFile(join(home, '.docker', 'config.json'), JSON.stringify(config), { mode: 0o600 });
}

async function readConfig(file: string): Promise<{ cliPluginsExtraDirs?: unknown; proxies?: unknown }> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {}; // none, or one that the client could not read either
  }
}
