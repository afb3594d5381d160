import { execa } from 'execa';
import { sanitiseLine } from '../text/sanitise.ts';
import type { Finding } from './types.ts';

/** A program's first line of output, or undefined when it is not on PATH or does not answer in time. */
async function firstLine(program: string, args: string[]): Promise<string | undefined> {
  const result = await execa(program, args, { timeout: 10_000, reject: false, stdin: 'ignore' });
  return result.exitCode === 0 ? sanitiseLine(result.stdout.split('\n')[0] ?? '') : undefined;
}

/** The docker client on PATH: learners' scripts call it, and from 23.0 on it needs buildx to build. */
export async function clientFinding(): Promise<Finding> {
  const version = await firstLine('docker', ['--version']);
  if (!version) {
    return {
      id: 'client',
      status: 'note',
      found: 'no docker client on PATH: docker-labs does not need one, the commands in the lessons do',
      fix: 'Install the docker CLI with its buildx plugin.',
    };
  }
  const major = Number(/version (\d+)/.exec(version)?.[1] ?? 0);
  const buildx = await firstLine('docker', ['buildx', 'version']);
  if (buildx || major < 23) {
    return {
      id: 'client',
      status: 'ok',
      found: `${version}${buildx ? `, buildx ${buildx}` : ', BuildKit built in'}`,
    };
  }
  return {
    id: 'client',
    status: 'note',
    found: `${version}, without the buildx plugin: its "docker build" refuses BuildKit builds`,
    fix: 'Install the docker-buildx plugin (package docker-buildx or docker-buildx-plugin).',
  };
}

/** The scanners that Lab 5 can use without a container. */
export async function scannerFinding(): Promise<Finding> {
  const known = ['trivy', 'grype', 'snyk'];
  const versions = await Promise.all(known.map((name) => firstLine(name, ['--version'])));
  const here = known.filter((_, index) => versions[index] !== undefined);
  return here.length > 0
    ? {
        id: 'scanner',
        status: 'ok',
        found: here.map((name) => `${name} (${versions[known.indexOf(name)]})`).join(', '),
      }
    : {
        id: 'scanner',
        status: 'note',
        found: 'no scanner on PATH (trivy, grype, snyk)',
        fix: 'None is needed before Lab 5, and that can run Trivy in a container.',
      };
}
