import { posix } from 'node:path';
import type { Lockfile } from '../lockfile.ts';
import { own } from '../own.ts';
import { expandFields } from '../shell/expand.ts';
import { parseShell } from '../shell/parse.ts';
import { failed, type Outcome, ok, type Shell, unforeseen } from '../shell/shell.ts';
import { upwards, type Vfs } from '../vfs.ts';
import { readProject } from './npm-install.ts';

/**
 * `npm run NAME`: fails for reasons that can be seen (no such script, its tool is a package that is not
 * installed, a script file imports one); what it makes is for the lab to declare.
 */
export function npmScript(shell: Shell, dir: string, name: string, ifPresent: boolean): Outcome {
  const project = readProject(shell, dir);
  if ('status' in project) return project;
  const script = own(project.manifest.scripts ?? {}, name);
  if (script === undefined) {
    return ifPresent ? ok : failed(1, `npm error Missing script: "${name}"`);
  }
  const { lock } = project;
  const absent = commandsOf(script, shell, dir)
    .map((words) => cannotRun(shell, dir, words, lock))
    .find((one) => one !== undefined);
  if (absent) return absent;
  const made = foreseeOutputs(shell, dir, script);
  return made ?? unforeseen(`what \`npm run ${name}\` makes is not foreseen`);
}

function commandsOf(script: string, shell: Shell, dir: string): string[][] {
  const scope = { ...shell, cwd: dir };
  return parseShell(script).flatMap((list) =>
    list.items.flatMap(({ pipeline }) =>
      pipeline.commands.flatMap((command) =>
        command.kind === 'simple' ? [command.words.flatMap((word) => expandFields(word, scope) ?? [])] : [],
      ),
    ),
  );
}

/** Why a script's command cannot run, if that can be seen. */
function cannotRun(
  shell: Shell,
  dir: string,
  words: string[],
  lock: Lockfile | undefined,
): Outcome | undefined {
  const skip = ['npx', 'cross-env', 'env', 'exec'].includes(words[0] ?? '') ? 1 : 0;
  const [tool = '', ...args] = words.slice(skip).filter((word, index) => index > 0 || !/^\w+=/.test(word));
  const { fs } = shell.state;
  const owner = lock?.packages.find(({ name, entry }) => provides(name, entry.bin, tool));
  if (owner && lacks(fs, dir, owner.path)) {
    return failed(127, `sh: ${tool}: not found`);
  }
  if (tool !== 'node') return undefined;
  const file = args.find((arg) => !arg.startsWith('-'));
  if (file === undefined) return undefined;
  const path = posix.resolve(dir, file);
  if (fs.has(path) === 'no') return failed(1, `Error: Cannot find module '${path}'`);
  const missing = importsOf(fs.text(path) ?? '').find((name) => {
    const known = lock?.packages.some((one) => one.path === `node_modules/${name}`);
    return known && lacks(fs, dir, `node_modules/${name}`);
  });
  if (missing === undefined) return undefined;
  return failed(1, `Error [ERR_MODULE_NOT_FOUND]: Cannot find package '${missing}' imported from ${path}`);
}

/** Node and npm look into the node_modules of this folder and of all above it. */
function lacks(fs: Vfs, dir: string, path: string): boolean {
  return upwards(dir).every((above) => fs.has(posix.join(above, path)) === 'no');
}

function provides(name: string, bin: Record<string, string> | string | undefined, tool: string): boolean {
  if (bin === undefined) return name === tool || (name === 'typescript' && tool === 'tsc');
  return typeof bin === 'string' ? posix.basename(name) === tool : Object.hasOwn(bin, tool);
}

/** The packages that a script file imports or requires, by name. */
function importsOf(source: string): string[] {
  const found = source.matchAll(
    /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)['"]([^'".\n][^'"\n]*)['"]/g,
  );
  return [...found].flatMap(([, name = '']) => {
    if (name.startsWith('node:')) return [];
    const parts = name.split('/');
    return [name.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '')];
  });
}

/** What well-known tools make where their command line says so; undefined when it does not. */
function foreseeOutputs(shell: Shell, dir: string, script: string): Outcome | undefined {
  const out =
    /\b(?:esbuild|tsc|rollup|swc)\b[^&|;]*(?:--outdir[= ]|--outDir[= ]|--out-dir[= ]|-d )(\S+)/.exec(
      script,
    )?.[1];
  const folder = out ?? (/\btsc\b/.test(script) ? outDirOf(shell, dir) : undefined);
  if (folder === undefined) return undefined;
  const at = posix.resolve(dir, folder);
  shell.state.fs.folder(at, shell.user);
  shell.state.fs.change(at, { open: true });
  return unforeseenSize(shell, script);
}

function outDirOf(shell: Shell, dir: string): string | undefined {
  const text = shell.state.fs.text(posix.join(dir, 'tsconfig.json'));
  return /"outDir"\s*:\s*"([^"]+)"/.exec(text ?? '')?.[1];
}

function unforeseenSize(shell: Shell, script: string): Outcome {
  // A lab's declaration, applied after this, says what is in it.
  const declared = shell.produces.some(({ run }) => run.startsWith('npm run'));
  if (!declared) shell.state.unknown.size ??= `how much \`${script}\` makes is not foreseen`;
  return ok;
}
