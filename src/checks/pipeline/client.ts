import { execa } from 'execa';
import { NotJudgeable } from '../../errors.ts';
import { findOnPath } from '../../scan/run-program.ts';
import { sanitiseLine } from '../../text/sanitise.ts';

export interface DockerClient {
  /** Absolute. */
  path: string;
  /** `Docker version 28.5.2, build …`. */
  version: string;
}

/**
 * The docker client that scripts of this machine call: the first on PATH.
 *
 * @throws NotJudgeable when there is none, or one that cannot build with BuildKit: from 23.0 on it needs the buildx
 *   plugin for that (https://docs.docker.com/go/buildx/)
 */
export async function dockerClient(): Promise<DockerClient> {
  const [path, ...others] = await findOnPath('docker');
  if (path === undefined) {
    throw new NotJudgeable(
      'This runs a script that calls docker, and there is no docker client on PATH.',
      'Install the docker CLI with its buildx plugin.',
      'tool-broke',
    );
  }
  const version = await sayVersion(path);
  if (version !== undefined && (await buildsWithBuildKit(path, version))) return { path, version };
  let instead = '';
  for (const other of others) {
    const said = await sayVersion(other);
    if (said !== undefined && (await buildsWithBuildKit(other, said))) {
      instead = ` Or put ${other} first on PATH: that one can.`;
      break;
    }
  }
  throw new NotJudgeable(
    version === undefined
      ? `The docker client ${path} does not start.`
      : `The docker client on PATH (${path}, ${version}) has no buildx plugin, so it cannot build with BuildKit.`,
    `Install the buildx plugin (package docker-buildx or docker-buildx-plugin).${instead}`,
    'tool-broke',
  );
}

async function sayVersion(path: string): Promise<string | undefined> {
  const { exitCode, stdout } = await execa(path, ['--version'], OPTIONS);
  return exitCode === 0 ? sanitiseLine(stdout, 80) : undefined;
}

/** Up to 22 BuildKit's client is built in. */
async function buildsWithBuildKit(path: string, version: string): Promise<boolean> {
  const major = Number(/version (\d+)/.exec(version)?.[1] ?? 0);
  if (major < 23) return true;
  return (await execa(path, ['buildx', 'version'], OPTIONS)).exitCode === 0;
}

const OPTIONS = { timeout: 20_000, reject: false, stdin: 'ignore' } as const;
