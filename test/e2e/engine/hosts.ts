/** Several engines of the same kind, for test files that run side by side: their addresses, joined by commas. */
export const HOSTS = 'DOCKER_LABS_TEST_HOSTS';

/** The engines that the tests may use at the same time, each a DOCKER_HOST; none named: the one that is found. */
export function testHosts(env: NodeJS.ProcessEnv = process.env): string[] {
  return (env[HOSTS] ?? '').split(',').filter((host) => host !== '');
}

/**
 * The engine of one of vitest's workers.
 * @param worker its number, from 1: VITEST_POOL_ID
 */
export function hostOf(worker: number, hosts: string[]): string | undefined {
  return hosts[(worker - 1) % hosts.length];
}
