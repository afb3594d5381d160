import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const PROGRAM = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** How a run of the program ended. */
export interface Run {
  code: number | undefined;
  out: string;
  err: string;
}

/**
 * Runs `docker-labs` without a terminal, in a folder, with no engine to be found unless `env` names one.
 *
 * @param env added to a bare environment (PATH, HOME of the folder itself)
 */
export async function cli(cwd: string, args: string[], env: Record<string, string> = {}): Promise<Run> {
  const result = await execa(process.execPath, [PROGRAM, ...args], {
    cwd,
    reject: false,
    stdin: 'ignore',
    extendEnv: false,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: cwd,
      LANG: 'C.UTF-8',
      DOCKER_HOST: 'unix:///nowhere/docker.sock',
      ...env,
    },
  });
  return { code: result.exitCode, out: result.stdout, err: result.stderr };
}

/** As `cli` with `--json`: its one document. */
export async function cliJson(
  cwd: string,
  args: string[],
  env?: Record<string, string>,
): Promise<Run & { json: Record<string, never> }> {
  const run = await cli(cwd, [...args, '--json'], env);
  return { ...run, json: JSON.parse(run.out) };
}
