import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT, LabError } from './errors.ts';

/**
 * The absolute path of a file under the package's `assets/`, both from the sources and from the bundle.
 *
 * @param name e.g. `base-images.json`
 * @throws LabError `bug` when the package was installed without it
 */
export function assetPath(name: string): string {
  for (let dir = dirname(fileURLToPath(import.meta.url)); ; dir = dirname(dir)) {
    const path = join(dir, 'assets', name);
    if (existsSync(path)) return path;
    if (existsSync(join(dir, 'package.json')) || dir === dirname(dir)) break;
  }
  throw new LabError(
    'bug',
    `The package lacks its file assets/${name}.`,
    'Install docker-labs again; if that does not help, please report it.',
    EXIT.cannotJudge,
  );
}
