import { posix } from 'node:path';
import { own } from '../own.ts';
import { failed, type Model, notFound, type Outcome, ok, type Shell, unforeseen } from '../shell/shell.ts';
import { readOptions } from './options.ts';

/** Of what pip installs, the share that its cache keeps packed. */
const CACHE_SHARE = 0.3;
/** pip itself in a new virtual environment (Python 3.12 and newer leave setuptools out). */
const VENV_BYTES = 13_000_000;
/** Packages whose command has another name, or that have none of their own name. */
const COMMANDS: Record<string, string[]> = {
  gunicorn: ['gunicorn'],
  flask: ['flask'],
  uvicorn: ['uvicorn'],
  pytest: ['pytest'],
  black: ['black'],
  celery: ['celery'],
  django: ['django-admin'],
};

/** A folder of the search path that holds this command, or undefined. */
function onPath(shell: Shell, name: string): string | undefined {
  const path = shell.vars.PATH ?? '';
  return path.split(':').find((dir) => shell.state.fs.has(posix.join(dir, name)) === 'yes');
}

/** The Python of this environment: `3.13`. */
function version(shell: Shell): string {
  const known = /^\d+\.\d+/.exec(shell.vars.PYTHON_VERSION ?? '');
  return known ? known[0] : '3';
}

function hasPython(shell: Shell): boolean {
  if (onPath(shell, 'python3') || onPath(shell, 'python')) return true;
  const { fs } = shell.state;
  return fs.has('/usr/local/bin/python3') !== 'no' && fs.has('/usr/bin/python3') !== 'no';
}

const python: Model = (shell, { name, args }) => {
  if (!hasPython(shell)) return notFound(name);
  if (args[0] === '-m' && args[1] === 'venv') return venv(shell, args.slice(2));
  if (args[0] === '-m' && args[1] === 'pip') return pip(shell, { name: 'pip', args: args.slice(2) });
  if (args.length === 0 || /^(?:-V|--version)$/.test(args[0] ?? '')) return ok;
  return unforeseen(`what \`${name} ${args.join(' ')}\` does is not foreseen`);
};

function venv(shell: Shell, args: string[]): Outcome {
  const options = readOptions(args, ['prompt']);
  const { fs } = shell.state;
  const { uid, gid } = shell.user;
  for (const operand of options.operands) {
    const dir = posix.resolve(shell.cwd, operand);
    const base = `/usr/local/bin/python${version(shell)}`;
    fs.folder(posix.join(dir, 'include'), shell.user);
    fs.write(posix.join(dir, 'pyvenv.cfg'), 'home = /usr/local/bin\ninclude-system-site-packages = false\n', {
      uid,
      gid,
    });
    const link = (name: string, linkTarget: string) =>
      fs.put(
        posix.join(dir, 'bin', name),
        { type: 'symlink', size: 0, mode: 0o777, uid, gid, linkTarget },
        shell.user,
      );
    link('python', options.has('copies') ? base : '/usr/local/bin/python');
    link('python3', 'python');
    fs.write(posix.join(dir, 'bin/activate'), '', { uid, gid });
    if (options.has('without-pip')) fs.folder(site(shell, dir), shell.user);
    else {
      for (const name of ['pip', 'pip3'])
        fs.write(posix.join(dir, 'bin', name), '', { mode: 0o755, uid, gid });
      const at = posix.join(site(shell, dir), 'pip');
      fs.folder(at, shell.user);
      fs.change(at, { open: true, hidden: VENV_BYTES });
    }
  }
  return ok;
}

function site(shell: Shell, prefix: string): string {
  return posix.join(prefix, `lib/python${version(shell)}/site-packages`);
}

const pip: Model = (shell, { name, args }) => {
  const bin = onPath(shell, name) ?? onPath(shell, 'pip');
  const named = posix.isAbsolute(name) ? posix.dirname(name) : bin;
  if (named === undefined && !hasPython(shell)) return notFound(name);
  const options = readOptions(args, [
    'r',
    'requirement',
    'c',
    'constraint',
    'i',
    'index-url',
    'extra-index-url',
    'f',
    'find-links',
    'w',
    'wheel-dir',
    't',
    'target',
    'd',
    'prefix',
    'cache-dir',
  ]);
  const [verb = '', ...names] = options.operands;
  if (verb !== 'install') {
    return ['uninstall', 'wheel', 'download'].includes(verb)
      ? unforeseen(`what \`pip ${verb}\` does is not foreseen`)
      : ok;
  }
  const wanted = [...names];
  const listed = options.value('r', 'requirement');
  if (listed !== undefined) {
    const path = posix.resolve(shell.cwd, listed);
    const text = shell.state.fs.text(path);
    if (text === undefined) {
      if (shell.state.fs.has(path) === 'no') {
        return failed(
          1,
          `ERROR: Could not open requirements file: [Errno 2] No such file or directory: '${listed}'`,
        );
      }
      return unforeseen(`what ${listed} lists is not known`);
    }
    wanted.push(...readRequirements(text));
  }
  if (wanted.some((one) => one === '.' || one === '-e' || one.startsWith('./'))) {
    return unforeseen('what installing this very package makes is not foreseen');
  }
  const prefix =
    options.value('prefix') ??
    (options.has('user') ? posix.join(shell.user.home, '.local') : undefined) ??
    (named?.endsWith('/bin') ? posix.dirname(named) : '/usr/local');
  const folder = options.value('t', 'target') ?? site(shell, prefix);
  putPackages(
    shell,
    prefix,
    posix.resolve(shell.cwd, folder),
    wanted,
    !options.has('no-cache-dir') && !shell.vars.PIP_NO_CACHE_DIR,
  );
  return ok;
};

function putPackages(shell: Shell, prefix: string, folder: string, wanted: string[], cached: boolean): void {
  const { fs } = shell.state;
  const table = shell.catalogue.data.packages;
  const { uid, gid } = shell.user;
  let total = 0;
  for (const word of wanted) {
    const name = normalise(word);
    const bytes = own(table.pip, name) ?? table.average.pip;
    if (!Object.hasOwn(table.pip, name))
      shell.state.unknown.size ??= `how large the Python package ${name} is, is not in the catalogue`;
    total += bytes;
    const at = posix.join(folder, name.replaceAll('-', '_'));
    fs.folder(at, shell.user);
    fs.change(at, { open: true, hidden: bytes });
    for (const command of own(COMMANDS, name) ?? []) {
      fs.write(posix.join(prefix, 'bin', command), '', { mode: 0o755, uid, gid });
    }
  }
  // What they need themselves is not listed anywhere.
  fs.folder(folder, shell.user);
  fs.change(folder, { open: true });
  fs.folder(posix.join(prefix, 'bin'), shell.user);
  fs.change(posix.join(prefix, 'bin'), { open: true });
  if (cached) {
    const cache = posix.join(shell.user.home, '.cache/pip');
    fs.folder(cache, shell.user);
    fs.change(cache, { open: true, hidden: Math.round(total * CACHE_SHARE) });
  }
}

/** The names in a requirements file, without versions, options and comments. */
function readRequirements(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/(?:^|\s)#.*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('-'));
}

/** PEP 503's normal form of a requirement's name. */
function normalise(requirement: string): string {
  const name = /^[A-Za-z0-9._-]+/.exec(requirement)?.[0] ?? requirement;
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

export const pipModels: Record<string, Model> = { python, python3: python, pip, pip3: pip };
