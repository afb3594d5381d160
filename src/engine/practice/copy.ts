import { readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { BuildContext, ContextFile } from '../../dockerfile/context.ts';
import type { Instruction } from '../../dockerfile/types.ts';
import type { CopyWords } from './copy-words.ts';
import { matcher } from './pattern.ts';
import { PredictedFailure, type StageState } from './state.ts';
import { clean, type Node, type Vfs } from './vfs.ts';
import { heredocText } from './words.ts';

/** Where COPY takes from: the build context, or another image's or stage's files. */
export interface CopySource {
  /** Paths below `root`, folders and files, without a leading `/`, in order. */
  match(pattern: string): Match[];
  /** What lies below a matched folder: paths relative to it. */
  below(path: string): { path: string; node: Node }[];
}

interface Match {
  path: string;
  node: Node;
}

/** The build context as a source; owner 0:0 as BuildKit makes it. */
export function contextSource(context: BuildContext): CopySource {
  // A Dockerfile that .dockerignore lists is sent to be read, not to be copied.
  const seen = context.files.filter((file) => file.path !== context.hiddenDockerfile);
  const all = seen.map((file) => ({ path: file.path, node: contextNode(context.dir, file) }));
  return {
    match(pattern) {
      const wanted = clean(pattern).slice(1);
      if (wanted === '') return [{ path: '', node: folder }];
      const matches = matcher(wanted);
      const found = all.filter((one) => matches(one.path));
      // A tar may hold files without entries for their folders.
      const isFolder = found.length === 0 && all.some((one) => one.path.startsWith(`${wanted}/`));
      return isFolder ? [{ path: wanted, node: folder }] : found;
    },
    below(path) {
      const prefix = path === '' ? '' : `${path}/`;
      return all
        .filter((one) => one.path.startsWith(prefix) && one.path !== path)
        .map((one) => ({ path: one.path.slice(prefix.length), node: one.node }));
    },
  };
}

const folder: Node = { type: 'directory', size: 0, mode: 0o755, uid: 0, gid: 0 };

function contextNode(dir: string, file: ContextFile): Node {
  const path = join(dir, file.path);
  return {
    type: file.type,
    size: file.type === 'file' ? file.size : 0,
    mode: file.mode & 0o7777,
    uid: 0,
    gid: 0,
    ...(file.linkTarget === undefined ? {} : { linkTarget: file.linkTarget }),
    ...(file.type === 'file' ? { read: () => readCached(path) } : {}),
  };
}

const contents = new Map<string, { stamp: string; content: Buffer }>();
const KEEP_BYTES = 4_000_000;

/** A file of the context, kept until it changes; at most a few megabytes of it. */
function readCached(path: string): Buffer | undefined {
  try {
    const stat = statSync(path);
    const stamp = `${stat.size} ${stat.mtimeMs}`;
    const kept = contents.get(path);
    if (kept?.stamp === stamp) return kept.content;
    const content = readFileSync(path).subarray(0, KEEP_BYTES);
    contents.set(path, { stamp, content });
    return content;
  } catch {
    return undefined; // gone meanwhile: then only its presence at listing time is known
  }
}

/** A stage's or an image's files as a source: links in the path are followed, the last one is not. */
export function filesSource(fs: Vfs): CopySource {
  return {
    match(pattern) {
      const wanted = clean(pattern);
      if (!/[*?[\\]/.test(wanted)) {
        const node = fs.get(wanted);
        return node ? [{ path: fs.real(wanted, false).slice(1), node }] : [];
      }
      const matches = matcher(wanted.slice(1));
      return [...fs.entries()]
        .filter(([path]) => matches(path.slice(1)))
        .map(([path, node]) => ({ path: path.slice(1), node }))
        .sort((a, b) => (a.path < b.path ? -1 : 1));
    },
    below(path) {
      const top = clean(path);
      const prefix = top === '/' ? 1 : top.length + 1;
      return fs.below(top).flatMap((key) => {
        const node = fs.get(key);
        return node ? [{ path: key.slice(prefix), node }] : [];
      });
    },
  };
}

interface CopyPlan extends Omit<CopyWords, 'from'> {
  from: CopySource;
  /** For messages and unknown contents: the files a missing source may still be in. */
  fromFiles?: Vfs;
}

/**
 * COPY as BuildKit does it: a folder's content goes into the target, several sources need a folder as
 * target, a target ending in `/` is a folder. Answers the matched source paths.
 *
 * @throws PredictedFailure `copy-source` when a source is not there
 */
export function copyInto(state: StageState, instruction: Instruction, plan: CopyPlan): string[] {
  const target = posix.join('/', state.config.workdir, plan.target);
  const absolute = plan.target.startsWith('/') ? clean(plan.target) : clean(target);
  const intoFolder = plan.target.endsWith('/') || plan.target === '.' || plan.target.endsWith('/.');
  const used: string[] = [];
  for (const source of plan.sources) {
    const found = plan.from.match(source);
    if (found.length === 0) {
      missing(state, instruction, plan, source, absolute);
      continue;
    }
    for (const match of found) {
      used.push(match.path);
      copyOne(state.fs, match, plan, absolute, intoFolder);
    }
  }
  for (const heredoc of instruction.heredocs) {
    const content = Buffer.from(heredocText(heredoc, state.vars));
    const path =
      intoFolder || plan.sources.length + instruction.heredocs.length > 1
        ? posix.join(absolute, heredoc.name)
        : absolute;
    put(
      state.fs,
      path,
      { ...folder, type: 'file', size: content.length, mode: 0o644, read: () => content },
      plan,
    );
  }
  return used;
}

function copyOne(fs: Vfs, match: Match, plan: CopyPlan, target: string, intoFolder: boolean): void {
  if (match.node.type !== 'directory') {
    const path = plan.parents
      ? posix.join(target, match.path)
      : intoFolder || fs.follow(target)?.type === 'directory'
        ? posix.join(target, posix.basename(match.path))
        : target;
    refuseBlocked(fs, posix.dirname(path));
    if (!excluded(plan, match.path)) put(fs, path, match.node, plan);
    return;
  }
  const top = plan.parents ? posix.join(target, match.path) : target;
  refuseBlocked(fs, top);
  if (fs.follow(top)?.type !== 'directory') fs.folder(top, plan.owner, plan.mode ?? match.node.mode);
  const hidden = match.node.hidden ?? 0;
  if (match.node.open || hidden > 0) {
    const before = fs.follow(top);
    fs.change(fs.real(top), { open: true, hidden: (before?.hidden ?? 0) + hidden });
  }
  for (const one of plan.from.below(match.path)) {
    if (excluded(plan, posix.join(match.path, one.path))) continue;
    const path = posix.join(top, one.path);
    if (one.node.type === 'directory' && fs.follow(path)?.type === 'directory') continue;
    put(fs, path, one.node, plan);
  }
}

/** @throws PredictedFailure where a file is in the way of a folder */
export function refuseBlocked(fs: Vfs, path: string): void {
  const file = fs.blocker(path);
  if (file !== undefined) throw new PredictedFailure('other', `mkdir ${path}: ${file} is not a directory`);
}

function put(fs: Vfs, path: string, node: Node, plan: CopyPlan): void {
  const owner = plan.owner ?? { uid: node.uid, gid: node.gid };
  fs.put(path, { ...node, ...owner, ...(plan.mode === undefined ? {} : { mode: plan.mode }) }, plan.owner);
}

function excluded(plan: CopyPlan, path: string): boolean {
  return plan.exclude.some((matches) => matches(path));
}

function missing(
  state: StageState,
  instruction: Instruction,
  plan: CopyPlan,
  source: string,
  target: string,
): void {
  const wildcard = /[*?[]/.test(source);
  if (plan.fromFiles && (wildcard ? !plan.fromFiles.complete() : plan.fromFiles.has(source) === 'unknown')) {
    // It may well be there: then so is the copy, of a size nobody knows.
    state.unknown.size ??= plan.fromFiles.unforeseen ?? `nobody can foresee what is in ${source}`;
    const name = posix.basename(source);
    const isFile = !wildcard && /\.\w+$/.test(name);
    const intoFolder = plan.target.endsWith('/') || state.fs.follow(target)?.type === 'directory';
    if (isFile)
      put(state.fs, intoFolder ? posix.join(target, name) : target, { ...folder, type: 'file' }, plan);
    else openFolder(state.fs, target, plan);
    return;
  }
  if (/\[[^\]]*$/.test(source)) throw new PredictedFailure('other', 'syntax error in pattern');
  // BuildKit lets a pattern match nothing.
  if (wildcard) return;
  throw new PredictedFailure('copy-source', `"${clean(source)}" not found: not found`, {
    line: instruction.line,
  });
}

function openFolder(fs: Vfs, path: string, plan: CopyPlan): void {
  fs.folder(path, plan.owner);
  fs.change(fs.real(path), { open: true });
}
