import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The absolute path of a file under the package's `assets/`, whether this runs from `src/` or bundled from
 * `dist/` (where a module may be a chunk in a folder of its own): the nearest folder above that has it.
 *
 * @param name path below `assets/`, with `/`
 */
export function assetPath(name: string): string {
  for (let dir = dirname(fileURLToPath(import.meta.url)); ; dir = dirname(dir)) {
    const path = join(dir, 'assets', name);
    if (existsSync(path)) return path;
    if (dir === dirname(dir)) throw new Error(`The package lacks assets/${name}.`);
  }
}
