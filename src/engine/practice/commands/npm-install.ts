import { posix } from 'node:path';
import { satisfies, validRange } from 'semver';
import { type Lockfile, type LockPackage, type Manifest, readLockfile, readManifest } from '../lockfile.ts';
import { own } from '../own.ts';
import { mayNotWrite } from '../permissions.ts';
import { failed, type Outcome, ok, type Shell, unforeseen } from '../shell/shell.ts';

/** Of what npm unpacks, the share that its cache keeps packed. Measured on Lab 1's packages. */
const CACHE_SHARE = 0.2;

/** Where npm keeps what it downloads. */
export function cacheOf(shell: Shell): string {
  return shell.vars.npm_config_cache ?? shell.vars.NPM_CONFIG_CACHE ?? posix.join(shell.user.home, '.npm');
}

/** `npm ci`: exactly what the lockfile says; refuses to begin without one that fits `package.json`. */
export function installClean(shell: Shell, dir: string, omit: ReadonlySet<string>): Outcome {
  // npm asks for the lockfile before it asks for package.json.
  if (lockPath(shell, dir) === undefined) {
    return failed(
      1,
      'npm error code EUSAGE',
      'npm error The `npm ci` command can only install with an existing package-lock.json or npm-shrinkwrap.json with lockfileVersion >= 1.',
    );
  }
  const project = readProject(shell, dir);
  if ('status' in project) return project;
  if (!project.lock) return failed(1, 'npm error code EJSONPARSE', 'npm error Invalid package-lock.json');
  const stray = outOfStep(project.manifest, project.lock);
  if (stray !== undefined) {
    return failed(
      1,
      'npm error code EUSAGE',
      'npm error `npm ci` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync.',
      `npm error Missing: ${stray} from lock file`,
    );
  }
  const denied = accessDenied(shell, dir);
  if (denied) return denied;
  shell.state.fs.remove(posix.join(dir, 'node_modules'));
  put(shell, dir, project.lock, omit);
  return ok;
}

/** `npm install`: by the lockfile where there is one; what it would resolve without one nobody knows. */
export function install(
  shell: Shell,
  dir: string,
  omit: ReadonlySet<string>,
  names: readonly string[],
): Outcome {
  const project = readProject(shell, dir);
  if ('status' in project)
    return names.length > 0 ? unforeseen('what npm resolves is not foreseen') : project;
  const wanted = {
    ...project.manifest.dependencies,
    ...(omit.has('dev') ? {} : project.manifest.devDependencies),
  };
  const denied = accessDenied(shell, dir);
  if (denied) return denied;
  if (project.lock && names.length === 0) {
    put(shell, dir, project.lock, omit);
    return ok;
  }
  // Without a lockfile only the direct dependencies are known; theirs are not.
  const direct = [...Object.keys(wanted), ...names.map((name) => name.replace(/(?<=.)@.*$/, ''))];
  const packages = direct.map((name) => ({ path: `node_modules/${name}`, name, entry: plain }));
  if (packages.length > 0) {
    put(shell, dir, { root: undefined, packages }, omit);
    shell.state.fs.change(posix.join(dir, 'node_modules'), { open: true });
    shell.state.unknown.size ??= 'without a lockfile nobody knows what npm installs';
  }
  const { uid, gid } = shell.user;
  const lock = posix.join(dir, 'package-lock.json');
  if (shell.state.fs.has(lock) === 'no')
    shell.state.fs.put(lock, { type: 'file', size: 0, mode: 0o644, uid, gid });
  return ok;
}

/** Why npm could not write `node_modules` in this folder, as this user. */
export function accessDenied(shell: Shell, dir: string): Outcome | undefined {
  const path = posix.join(dir, 'node_modules');
  if (!mayNotWrite(shell, path)) return undefined;
  return failed(
    243,
    'npm error code EACCES',
    'npm error syscall mkdir',
    `npm error path ${path}`,
    'npm error Error: EACCES: permission denied',
  );
}

/** `npm prune`: takes away what the lockfile says is omitted. */
export function prune(shell: Shell, dir: string, omit: ReadonlySet<string>): Outcome {
  const project = readProject(shell, dir);
  if ('status' in project) return project;
  if (!project.lock) return unforeseen('what `npm prune` removes is not known without a lockfile');
  for (const one of project.lock.packages) {
    if (isOmitted(one.entry, omit)) removePackage(shell, dir, one);
  }
  return ok;
}

/** `npm install -g`: into the prefix of the official images. */
export function globalInstall(shell: Shell, names: readonly string[]): Outcome {
  const packages = names.map((word) => {
    const name = word.replace(/(?<=.)@.*$/, '');
    return { path: `node_modules/${name}`, name, entry: plain };
  });
  const denied = accessDenied(shell, '/usr/local/lib');
  if (denied) return denied;
  put(shell, '/usr/local/lib', { root: undefined, packages }, new Set());
  for (const { name } of packages) {
    const bin = posix.join('/usr/local/bin', posix.basename(name));
    shell.state.fs.put(bin, {
      type: 'symlink',
      size: 0,
      mode: 0o777,
      uid: 0,
      gid: 0,
      linkTarget: `../lib/node_modules/${name}`,
    });
  }
  return ok;
}

/** The project in a folder, or how npm fails without one. */
export function readProject(
  shell: Shell,
  dir: string,
): { manifest: Manifest; lock: Lockfile | undefined } | Outcome {
  const { fs } = shell.state;
  const path = posix.join(dir, 'package.json');
  const text = fs.text(path);
  if (text === undefined) {
    return fs.has(path) === 'no'
      ? failed(
          254,
          'npm error code ENOENT',
          'npm error syscall open',
          `npm error path ${path}`,
          `npm error enoent Could not read package.json: Error: ENOENT: no such file or directory, open '${path}'`,
        )
      : unforeseen(`what ${path} says is not known`);
  }
  const manifest = readManifest(text);
  if (!manifest)
    return failed(
      1,
      'npm error code EJSONPARSE',
      `npm error path ${path}`,
      'npm error JSON.parse Failed to parse JSON data.',
    );
  const lockFile = lockPath(shell, dir);
  const lockText = lockFile === undefined ? undefined : fs.text(lockFile);
  if (lockFile !== undefined && lockText === undefined)
    return unforeseen(`what ${lockFile} says is not known`);
  return { manifest, lock: lockText === undefined ? undefined : readLockfile(lockText) };
}

/** The lockfile that npm goes by, also where only its presence is known. */
function lockPath(shell: Shell, dir: string): string | undefined {
  return ['npm-shrinkwrap.json', 'package-lock.json']
    .map((name) => posix.join(dir, name))
    .find((path) => shell.state.fs.has(path) !== 'no');
}

/** A dependency of `package.json` that the lockfile has not, or in a version that does not fit. */
function outOfStep(manifest: Manifest, lock: Lockfile): string | undefined {
  const locked = {
    ...lock.root?.dependencies,
    ...lock.root?.devDependencies,
    ...lock.root?.optionalDependencies,
  };
  const wanted = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
  for (const [name, range] of Object.entries(wanted)) {
    if (own(locked, name) === range) continue;
    const version = lock.packages.find((one) => one.path === `node_modules/${name}`)?.entry.version;
    if (version === undefined) return `${name}@${range}`;
    if (validRange(range) !== null && !satisfies(version, range)) return `${name}@${range}`;
  }
  return undefined;
}

const plain: LockPackage = { dev: false, optional: false, devOptional: false, peer: false, link: false };

function isOmitted(entry: LockPackage, omit: ReadonlySet<string>): boolean {
  return (
    (omit.has('dev') && entry.dev) ||
    (omit.has('optional') && entry.optional) ||
    (omit.has('dev') && omit.has('optional') && entry.devOptional) ||
    (omit.has('peer') && entry.peer)
  );
}

/** Does a package with `os`, `cpu`, `libc` belong on this image? */
function fits(entry: LockPackage, shell: Shell): boolean {
  const cpu = shell.state.config.architecture === 'arm64' ? 'arm64' : 'x64';
  const libc = shell.state.distro === 'alpine' ? 'musl' : 'glibc';
  const allows = (list: string[] | undefined, value: string) => {
    if (!list || list.length === 0) return true;
    if (list.includes(`!${value}`)) return false;
    return list.includes(value) || list.every((one) => one.startsWith('!'));
  };
  return allows(entry.os, 'linux') && allows(entry.cpu, cpu) && allows(entry.libc, libc);
}

function put(shell: Shell, dir: string, lock: Lockfile, omit: ReadonlySet<string>): void {
  const { fs } = shell.state;
  const table = shell.catalogue.data.packages;
  const { uid, gid } = shell.user;
  let total = 0;
  for (const { path, name, entry } of lock.packages) {
    if (isOmitted(entry, omit) || !fits(entry, shell)) continue;
    const at = posix.join(dir, path);
    if (entry.link) continue;
    const bytes = own(table.npm, name) ?? table.average.npm;
    total += bytes;
    const text = `${JSON.stringify({ name, version: entry.version }, undefined, 2)}\n`;
    fs.folder(at, shell.user);
    fs.write(posix.join(at, 'package.json'), text, { uid, gid });
    fs.change(at, { open: true, hidden: Math.max(0, bytes - text.length) });
    if (!/node_modules\/.*node_modules\//.test(path)) {
      for (const bin of binsOf(name, entry)) {
        const link = posix.join(dir, 'node_modules/.bin', bin);
        fs.put(
          link,
          { type: 'symlink', size: 0, mode: 0o777, uid, gid, linkTarget: `../${name}` },
          shell.user,
        );
      }
    }
  }
  if (lock.packages.length === 0) return;
  const cache = posix.join(cacheOf(shell), '_cacache');
  fs.folder(cache, shell.user);
  const before = fs.follow(cache)?.hidden ?? 0;
  fs.change(cache, { open: true, hidden: before + Math.round(total * CACHE_SHARE) });
}

/** The commands that a package brings; `undefined` in old lockfiles means none are known. */
function binsOf(name: string, entry: LockPackage): string[] {
  if (entry.bin === undefined) return [];
  return typeof entry.bin === 'string' ? [posix.basename(name)] : Object.keys(entry.bin);
}

function removePackage(shell: Shell, dir: string, one: Lockfile['packages'][number]): void {
  shell.state.fs.remove(posix.join(dir, one.path));
  for (const bin of binsOf(one.name, one.entry))
    shell.state.fs.remove(posix.join(dir, 'node_modules/.bin', bin));
}
