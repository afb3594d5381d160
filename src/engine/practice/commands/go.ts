import { posix } from 'node:path';
import { mayNotWrite } from '../permissions.ts';
import { failed, type Model, notFound, type Outcome, ok, type Shell, unforeseen } from '../shell/shell.ts';
import { upwards } from '../vfs.ts';
import { elfHeader } from './elf.ts';
import { readOptions } from './options.ts';

/** A small program with net/http: with and without symbol tables. Used where the lab declares no size. */
const BINARY = { stripped: 5_400_000, plain: 8_000_000 };
/** The standard library's compiled packages in the build cache after one such build, measured with Go 1.26. */
const CACHE_BYTES = 88_000_000;
const TAKES = ['o', 'ldflags', 'tags', 'mod', 'gcflags', 'asmflags', 'p', 'buildmode', 'C', 'trimpath='];

const go: Model = (shell, { args }) => {
  const { fs } = shell.state;
  if (fs.has('/usr/local/go/bin/go') === 'no' && fs.has('/usr/bin/go') !== 'yes') return notFound('go');
  const [verb = '', ...rest] = args;
  if (verb === 'mod') return mod(shell, rest[0] ?? '');
  if (verb === 'build' || verb === 'install') return build(shell, verb, rest);
  if (['version', 'env', 'vet', 'fmt', 'test', 'clean', 'telemetry'].includes(verb))
    return verb === 'test' ? (fault(shell) ?? ok) : ok;
  return unforeseen(`what \`go ${args.join(' ')}\` does is not foreseen`);
};

function goMod(shell: Shell): { path: string; text: string | undefined } | undefined {
  const { fs } = shell.state;
  const path = upwards(shell.cwd)
    .map((dir) => posix.join(dir, 'go.mod'))
    .find((one) => fs.has(one) !== 'no');
  return path === undefined ? undefined : { path, text: fs.text(path) };
}

/** `module` and what `require` lists directly and indirectly. */
function readMod(text: string): { module: string; requires: { path: string; version: string }[] } {
  const module = /^module\s+"?([^\s"]+)/m.exec(text)?.[1] ?? '';
  const blocks = [...text.matchAll(/^require\s*\(([^)]*)\)/gm)].map((match) => match[1] ?? '');
  const lines = [...text.matchAll(/^require\s+([^(\s]\S*\s+\S+)/gm)].map((match) => match[1] ?? '');
  const requires = [...blocks.join('\n').split('\n'), ...lines]
    .map((line) => /^\s*(\S+)\s+(v\S+)/.exec(line))
    .flatMap((match) => (match ? [{ path: match[1] ?? '', version: match[2] ?? '' }] : []));
  return { module, requires };
}

function mod(shell: Shell, verb: string): Outcome {
  if (!['download', 'verify', 'tidy', 'vendor'].includes(verb)) return ok;
  const file = goMod(shell);
  if (!file) return failed(1, "go: no modules specified (see 'go help mod download')");
  if (file.text === undefined) return unforeseen(`what ${file.path} says is not known`);
  const older = tooOld(shell, file.text);
  if (older) return older;
  fillModules(shell, readMod(file.text).requires);
  return ok;
}

/** The module cache: each module's folder, its size unlisted. */
function fillModules(shell: Shell, requires: { path: string; version: string }[]): void {
  const { fs } = shell.state;
  const root = shell.vars.GOMODCACHE ?? posix.join(shell.vars.GOPATH ?? '/go', 'pkg/mod');
  for (const { path, version } of requires) {
    const at = posix.join(
      root,
      `${path.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`)}@${version}`,
    );
    if (fs.has(at) === 'yes') continue;
    fs.folder(at, shell.user);
    fs.change(at, { open: true, hidden: 500_000 });
  }
}

function build(shell: Shell, verb: string, args: string[]): Outcome {
  const wrong = fault(shell);
  if (wrong) return wrong;
  const file = goMod(shell);
  const read = readMod(file?.text ?? '');
  const options = readOptions(
    args.map((arg) => arg.replace(/^-(?=[a-z])/, '--')),
    TAKES,
  );
  const packages = options.operands.filter((one) => one !== '.');
  const last = posix.basename(packages.at(-1) ?? '').replace(/\.go$/, '');
  const named =
    last !== '' && last !== '...' ? last : posix.basename(read.module.replace(/\/v\d+$/, '')) || 'main';
  const { fs } = shell.state;
  const output = options.value('o');
  let path = posix.resolve(shell.cwd, output ?? named);
  if (output !== undefined && (output.endsWith('/') || fs.follow(path)?.type === 'directory'))
    path = posix.join(path, named);
  if (verb === 'install')
    path = posix.join(shell.vars.GOBIN ?? posix.join(shell.vars.GOPATH ?? '/go', 'bin'), named);
  if (mayNotWrite(shell, path)) return failed(1, `go: open ${path}: permission denied`);
  const stripped = /-[sw]\b/.test(options.value('ldflags') ?? '');
  const declared = shell.produces.find(({ run }) => run.startsWith('go build'));
  // A lab declares what its solution makes, and that is stripped.
  const ratio = stripped ? 1 : BINARY.plain / BINARY.stripped;
  const size = declared
    ? Math.round(Object.values(declared.paths).reduce((sum, bytes) => sum + bytes, 0) * ratio)
    : undefined;
  // A position-independent executable names the loader, with or without C.
  const dynamic = usesCgo(shell) || options.value('buildmode') === 'pie';
  const header = elfHeader(shell.state.config.architecture, !dynamic);
  fs.put(
    path,
    {
      type: 'file',
      size: size ?? (stripped ? BINARY.stripped : BINARY.plain),
      mode: 0o755,
      uid: shell.user.uid,
      gid: shell.user.gid,
      read: () => header,
    },
    shell.user,
  );
  if (size === undefined) shell.state.unknown.size ??= 'how large the Go program becomes is not foreseen';
  fillModules(shell, read.requires);
  const cache = shell.vars.GOCACHE ?? posix.join(shell.user.home, '.cache/go-build');
  fs.folder(cache, shell.user);
  fs.change(cache, { open: true, hidden: CACHE_BYTES });
  return declared ? { status: 'ok', sized: true } : ok;
}

/** Reasons for which the go tool refuses to build that can be seen in the files. */
function fault(shell: Shell): Outcome | undefined {
  const { fs, unknown: _ } = shell.state;
  const file = goMod(shell);
  const sources = fs.names(shell.cwd).filter((name) => name.endsWith('.go') && !/^[_.]/.test(name));
  if (!file) {
    return failed(
      1,
      "go: go.mod file not found in current directory or any parent directory; see 'go help modules'",
    );
  }
  // The go tool takes every *.go for Go, a Dockerfile.go too.
  for (const name of sources) {
    if (/_test\.go$/.test(name)) continue;
    const text = fs.text(posix.join(shell.cwd, name)) ?? '';
    const line = text.split('\n').findIndex((one) => /^\s*#/.test(one));
    const foreign = /^\s*(?:#|ARG\s|FROM\s)/.test(text);
    if (foreign) {
      const what =
        line >= 0 && text.slice(0, text.indexOf('#')).trim() === ''
          ? "illegal character U+0023 '#'"
          : "expected 'package'";
      return failed(1, `${name}:${Math.max(1, line + 1)}:1: ${what}`);
    }
  }
  if (file.text === undefined) return undefined;
  const older = tooOld(shell, file.text);
  if (older) return older;
  const { requires } = readMod(file.text);
  const sum = posix.join(posix.dirname(file.path), 'go.sum');
  const first = requires[0];
  if (first && fs.has(sum) === 'no' && fs.has(posix.join(posix.dirname(file.path), 'vendor')) !== 'yes') {
    if (!/-mod=mod/.test(shell.vars.GOFLAGS ?? '')) {
      return failed(
        1,
        `missing go.sum entry for module providing package ${first.path}; to add:`,
        `\tgo mod download ${first.path}`,
      );
    }
  }
  return undefined;
}

/** A module may ask for a newer Go than the image has; the official images do not fetch one by themselves. */
function tooOld(shell: Shell, mod: string): Outcome | undefined {
  const asked = /^go\s+(\d+\.\d+(?:\.\d+)?)/m.exec(mod)?.[1];
  const has = shell.vars.GOLANG_VERSION;
  if (asked === undefined || has === undefined || shell.vars.GOTOOLCHAIN !== 'local') return undefined;
  if (compareVersions(asked, has) <= 0) return undefined;
  return failed(1, `go: go.mod requires go >= ${asked} (running go ${has}; GOTOOLCHAIN=local)`);
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  return [0, 1, 2].map((at) => (left[at] ?? 0) - (right[at] ?? 0)).find((one) => one !== 0) ?? 0;
}

/** Is the program linked against libc? Only where cgo is on, a compiler is there and net or os/user is used. */
function usesCgo(shell: Shell): boolean {
  const { fs } = shell.state;
  const asked = shell.vars.CGO_ENABLED;
  if (asked === '0') return false;
  const compiler = fs.has('/usr/bin/gcc') === 'yes' || fs.has('/usr/bin/cc') === 'yes';
  if (!compiler && asked !== '1') return false;
  return fs
    .below(shell.cwd)
    .filter((path) => path.endsWith('.go'))
    .some((path) => /"(?:net|net\/http|os\/user|C)"/.test(fs.text(path) ?? ''));
}

export const goModels: Record<string, Model> = { go };
