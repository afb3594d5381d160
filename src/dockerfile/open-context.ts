import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, posix, relative, resolve, sep } from 'node:path';
import { LearnerError } from '../errors.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import type { BuildContext, ContextFile } from './context.ts';
import { byPath, type ContextEntry } from './context-entry.ts';
import { contextError } from './context-error.ts';
import { contextTar } from './context-tar.ts';
import { readEntry, walkContext } from './context-walk.ts';
import { fingerprintOf } from './fingerprint.ts';
import { IgnoreError, IgnoreRules } from './ignore.ts';

export interface ContextOptions {
  /** The Dockerfile: relative to the context with `/`, or absolute; it may lie outside. */
  dockerfile: string;
}

/**
 * Opens a build context: lists what a build would send, `.dockerignore` applied, without reading the files.
 *
 * The Dockerfile is sent even where `.dockerignore` lists it, and so is one from outside of the folder; COPY
 * must not see either (`hidden`, `hiddenDockerfile`). Measured on Docker 20.10.24 and 28.5.2: a tar uploaded to
 * BuildKit (`version=2`) is the context as it is. The frontend applies no `.dockerignore` to it, and `COPY . .`
 * copies the Dockerfile and `.dockerignore` too, ignored or not. The classic builder (`version=1`) does take both
 * away when the `.dockerignore` in the tar lists them, which is why that file comes along then. The docker CLI
 * and buildx do not upload at all: with `remote=client-session` BuildKit asks the session's `FileSync` for the
 * `dockerfile` and the `context` separately. So an adapter serves `FileSync`, and sends the tar to builders that
 * know nothing else.
 *
 * @throws LearnerError when the folder is missing, a folder or file cannot be read, or `.dockerignore` is invalid
 */
export async function openContext(dir: string, options: ContextOptions | string): Promise<BuildContext> {
  const root = resolve(dir);
  const wanted = typeof options === 'string' ? options : options.dockerfile;
  await requireFolder(root, dir);
  const dockerfile = place(root, wanted);
  const ignoreFile = await readIgnoreFile(root, dockerfile);
  const { rules, entries } = await withIgnoreErrors(ignoreFile, async () => {
    const read = new IgnoreRules(ignoreFile?.text ?? '');
    return { rules: read, entries: await walkContext(root, read) };
  });
  const hidden = await hiddenDockerfile(dockerfile, rules);
  const files = hidden ? [...entries, hidden].sort(byPath) : entries;
  const sent = hidden ? await withIgnoreFile(files, ignoreFile, root) : files;
  return {
    dir: root,
    files: files.map(toFile),
    bytes: sent.reduce((sum, entry) => sum + entry.size, 0),
    ...(ignoreFile ? { ignoreFile: ignoreFile.path } : {}),
    ...(hidden ? { hiddenDockerfile: hidden.path } : {}),
    ignores: (path) => rules.ignores(posix.join('/', path).replace(/^\/|\/$/g, '')),
    tar: (onSent, instead) => contextTar(sent, onSent, instead),
    fingerprint: (extra) => fingerprintOf(files, { dockerfile: wanted, extra }),
  };
}

async function requireFolder(root: string, dir: string): Promise<void> {
  const name = sanitiseLine(dir);
  const info = await stat(root).catch((cause: unknown) => {
    throw new LearnerError(
      'bad-file',
      `There is no folder ${name}.`,
      'Give the folder of the build context.',
      {
        cause,
      },
    );
  });
  if (!info.isDirectory()) {
    throw new LearnerError('bad-file', `${name} is no folder.`, 'Give the folder of the build context.');
  }
}

interface Place {
  /** Absolute path on this machine. */
  source: string;
  /** Relative to the context with `/`; undefined outside of it. */
  path?: string;
}

function place(root: string, dockerfile: string): Place {
  const source = resolve(root, dockerfile);
  const path = relative(root, source).split(sep).join('/');
  return path.startsWith('../') || isAbsolute(path) ? { source } : { source, path };
}

interface IgnoreFile {
  path: string;
  source: string;
  text: string;
}

/** `<Dockerfile>.dockerignore` beside the Dockerfile wins over the context's `.dockerignore`. */
async function readIgnoreFile(root: string, dockerfile: Place): Promise<IgnoreFile | undefined> {
  const own = `${dockerfile.source}.dockerignore`;
  for (const [source, path] of [
    [own, dockerfile.path === undefined ? own : `${dockerfile.path}.dockerignore`],
    [join(root, '.dockerignore'), '.dockerignore'],
  ] as const) {
    const text = await readFile(source, 'utf8').catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT' || cause.code === 'EISDIR') return undefined;
      throw contextError(path, cause);
    });
    if (text !== undefined) return { path, source, text };
  }
  return undefined;
}

/** Runs `task`; what is wrong with the ignore file becomes an error that names it. */
async function withIgnoreErrors<T>(file: IgnoreFile | undefined, task: () => T | Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (cause) {
    if (!(cause instanceof IgnoreError)) throw cause;
    throw new LearnerError(
      'bad-file',
      `${sanitiseLine(file?.path ?? '')} line ${cause.line}: ${sanitiseLine(cause.message)}.`,
      'Correct the pattern; the engine would refuse the build because of it.',
      { cause },
    );
  }
}

/** The Dockerfile as a file that COPY must not see; undefined when it may, or when there is no such file. */
async function hiddenDockerfile(place: Place, rules: IgnoreRules): Promise<ContextEntry | undefined> {
  if (place.path !== undefined && !rules.ignores(place.path)) return undefined;
  const entry = await readEntry(place.source, place.path ?? sanitiseLine(place.source));
  if (!entry || entry.type === 'directory') return undefined;
  return { ...entry, path: place.path ?? (await nameOutside(place.source)), hidden: true };
}

/** A name by content: it clashes with no file, and is the same at each build. */
async function nameOutside(source: string): Promise<string> {
  const hash = createHash('sha256').update(await readFile(source));
  return `.dockerfile.${hash.digest('hex').slice(0, 20)}`;
}

/** Adds `.dockerignore` for the classic builder, which takes the Dockerfile away by it. */
async function withIgnoreFile(
  files: ContextEntry[],
  ignoreFile: IgnoreFile | undefined,
  root: string,
): Promise<ContextEntry[]> {
  const listed =
    ignoreFile?.path !== '.dockerignore' || files.some((entry) => entry.path === '.dockerignore');
  const entry = listed ? undefined : await readEntry(join(root, '.dockerignore'), '.dockerignore');
  return entry ? [...files, entry].sort(byPath) : files;
}

function toFile({ source: _, mtime: __, ...file }: ContextEntry): ContextFile {
  return file;
}
