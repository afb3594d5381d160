import { statfsSync } from 'node:fs';
import { basename, relative, sep } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import type { WatchPort } from './ports.ts';

/**
 * A burst of events (truncated, written, renamed; an editor's temporary files) is one save. From saved file to verdicts it
 * may take 100 ms in all, and `npm run bench` says how long it does.
 */
const SETTLE_MS = 20;
/** chokidar tells one change of a file in 50 ms and drops the others: a formatter's, right after the save. */
const DROPPED_MS = 100;
const POLL_MS = 700;
/** Folders that builds and package managers fill, and what editors leave while they save. */
const IGNORED =
  /(^|[\\/])(node_modules|\.git|__pycache__|\.venv|dist)([\\/]|$)|~$|\.sw[a-z]$|(^|[\\/])(\.#|#)|(^|[\\/])4913$/;

/** Linux's numbers (statfs(2)) of file systems whose files others change without this machine's kernel seeing it. */
const REMOTE = new Set([
  0x6969, // NFS
  0x517b, // SMB
  0xff534d42, // CIFS
  0xfe534d42, // SMB 2
  0x01021997, // 9P: Windows drives under WSL 2, folders shared with virtual machines
  0x65735546, // FUSE: sshfs, shared folders of Docker Desktop and of virtual machines
  0x786f4256, // VirtualBox's shared folders
  0x7c7c6673, // Parallels' shared folders
  0x5346414f, // AFS
  0x00c36400, // Ceph
]);

/**
 * Does this folder lie where file events do not arrive: a Windows drive under WSL, a network mount?
 * `DOCKER_LABS_POLL=1` asks for polling, `=0` forbids it.
 *
 * @param typeOf the number of the file system that a folder is on
 */
export function needsPolling(
  dir: string,
  env: NodeJS.ProcessEnv = process.env,
  typeOf: (dir: string) => number | undefined = fileSystemType,
): boolean {
  if (env.DOCKER_LABS_POLL !== undefined) return env.DOCKER_LABS_POLL === '1';
  const wsl = env.WSL_DISTRO_NAME !== undefined || env.WSL_INTEROP !== undefined;
  if ((wsl && /^\/mnt\/[a-z]\//i.test(dir)) || dir.startsWith('\\\\')) return true;
  const type = typeOf(dir);
  return type !== undefined && REMOTE.has(type);
}

/** Other systems than Linux have other numbers, and events from what they mount. */
function fileSystemType(dir: string): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return statfsSync(dir).type >>> 0;
  } catch {
    return undefined;
  }
}

/** `fs.inotify.max_user_watches` or the open files are used up. */
function outOfWatches(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOSPC' || code === 'EMFILE' || code === 'ENFILE';
}

/** Watches with the platform's file events, or by polling where those do not arrive. */
export const watcher: WatchPort = {
  watch(dir, onChange, onState, since = Date.now()) {
    let polling = needsPolling(dir);
    const changed = new Set<string>();
    let timer: NodeJS.Timeout | undefined;
    const tell = () => {
      timer = undefined;
      const files = [...changed].sort();
      changed.clear();
      onChange(files);
    };
    const begin = (): FSWatcher => {
      let ready = false;
      const watching = watch(dir, {
        ignoreInitial: false, // what is saved before it is ready is a save as well
        alwaysStat: true,
        followSymlinks: false,
        ignored: (path) => IGNORED.test(relative(dir, path)),
        usePolling: polling,
        interval: POLL_MS,
        binaryInterval: POLL_MS,
      });
      const latest = new Map<string, number>();
      const note = (file: string) => {
        changed.add(file);
        clearTimeout(timer);
        timer = setTimeout(tell, SETTLE_MS);
      };
      watching.on('all', (event, path, stats) => {
        if (event === 'addDir' || event === 'unlinkDir') return;
        if (!ready && event === 'add' && (stats?.mtimeMs ?? 0) <= since) return;
        const file = relative(dir, path).split(sep).join('/');
        latest.set(file, performance.now());
        note(file);
      });
      watching.on('raw', (_, path) => {
        if (polling || typeof path !== 'string') return;
        for (const [file, at] of latest) {
          if (performance.now() - at > DROPPED_MS) latest.delete(file);
          else if (basename(file) === basename(path)) note(file);
        }
      });
      watching.on('ready', () => {
        ready = true;
        if (current === watching) onState(polling ? 'polling' : 'events');
      });
      watching.on('error', (error) => {
        if (current !== watching) return;
        if (polling || !outOfWatches(error)) return onState('failed');
        polling = true; // the machine has no watches left for us: looking needs none
        current = begin();
        void watching.close();
      });
      return watching;
    };
    let current: FSWatcher = begin();
    return async () => {
      clearTimeout(timer);
      const last = current;
      await last.close();
    };
  },
};
