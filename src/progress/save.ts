import Conf from 'conf';
import type { Progress } from './types.ts';

export { underLock } from './lock.ts';

/**
 * Puts a progress in place of the saved one, whole or not at all.
 *
 * @param stateDir the workspace's `.docker-labs` folder
 */
export function replaceFile(stateDir: string, progress: Progress): void {
  const conf = new Conf<Record<string, unknown>>({
    cwd: stateDir,
    configName: 'progress',
    accessPropertiesByDotNotation: false, // step ids may hold dots
    configFileMode: 0o600,
    clearInvalidConfig: false, // would destroy a corrupt file without a word
    serialize: (value) => `${JSON.stringify(value, undefined, 1)}\n`,
  });
  conf.store = progress as unknown as Record<string, unknown>;
}
