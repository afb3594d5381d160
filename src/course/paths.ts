import { existsSync, realpathSync } from 'node:fs';
import { lstat, readdir, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's own `labs/`: found from the sources and from the bundled program alike. */
export function packageLabs(): string {
  let dir = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(dir, 'labs', 'course.yaml')) && dirname(dir) !== dir) dir = dirname(dir);
  return join(dir, 'labs');
}

/** Is this lab's folder one of docker-labs' own course, not of one that somebody else wrote? */
export function ownsLab(labDir: string): boolean {
  const real = (path: string) => (existsSync(path) ? realpathSync(path) : path);
  return isInside(real(packageLabs()), real(labDir));
}

/** The folder of finished answers: inside the course, else beside it (`labs/` and `solutions/`). */
export function solutionsOf(courseDir: string): string {
  const inside = join(courseDir, 'solutions');
  return existsSync(inside) ? inside : join(dirname(courseDir), 'solutions');
}

/** Is `path` the folder itself or below it? Both absolute, links already resolved. */
function isInside(folder: string, path: string): boolean {
  const away = relative(folder, path);
  return away === '' || (!away.startsWith(`..${sep}`) && away !== '..' && !isAbsolute(away));
}

/** Says why a path below `folder` cannot be used (absent, a link that leads out), or undefined. */
export async function whyUnusable(
  folder: string,
  path: string,
  wanted: 'file' | 'folder',
): Promise<string | undefined> {
  let real: string;
  try {
    real = await realpath(join(folder, path));
  } catch {
    return `${path}: there is no such ${wanted}`;
  }
  if (!isInside(await realpath(folder), real)) return `${path}: leads out of the folder`;
  const entry = await lstat(real);
  if (wanted === 'file' ? entry.isFile() : entry.isDirectory()) return undefined;
  return `${path}: is not a ${wanted}`;
}

export interface Tree {
  /** Regular files, relative to the folder, with `/`, sorted. */
  files: string[];
  /** Symbolic links and special files, which no course folder may hold. */
  others: string[];
}

/** All files below a folder; links are listed, never followed. An absent folder is empty. */
export async function listTree(folder: string): Promise<Tree> {
  const entries = existsSync(folder) ? await readdir(folder, { recursive: true, withFileTypes: true }) : [];
  const paths = (keep: (entry: (typeof entries)[number]) => boolean) =>
    entries
      .filter(keep)
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .sort();
  return {
    files: paths((entry) => entry.isFile()),
    others: paths((entry) => !entry.isFile() && !entry.isDirectory()),
  };
}
