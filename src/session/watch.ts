import { relative, sep } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import type { WatchPort } from './ports.ts';

/**
 * A burst of events (an editor's temporary files, a formatter) is one save. From saved file to verdicts it may take 100 ms
 * in all, and `npm run bench` says how long it does.
 */
const SETTLE_MS = 40;
const POLL_MS = 700;
/** Folders that builds and package managers fill, and what editors leave while they save. */
const IGNORED =
  /(^|[\\/])(node_modules|\.git|__pycache__|\.venv|dist)([\\/]|$)|~$|\.sw[a-z]$|(^|[\\/])(\.#|#)|(^|[\\/])4913$/;

/**
 * Does this folder lie where file events do not arrive: a Windows drive under WSL, a network mount?
 * `DOCKER_LABS_POLL=1` asks for polling, `=0` forbids it.
 */
export function needsPolling(dir: string, env: NodeJS.ProcessEnv = process.env): boolean {
  if (env.DOCKER_LABS_POLL !== undefined) return env.DOCKER_LABS_POLL === '1';
  const wsl = env.WSL_DISTRO_NAME !== undefined || env.WSL_INTEROP !== undefined;
  return (wsl && /^\/mnt\/[a-z]\//i.test(dir)) || dir.startsWith('\\\\');
}

/** Watches with the platform's file events, or by polling where those do not arrive. */
export const watcher: WatchPort = {
  watch(dir, onChange, onState) {
    const polling = needsPolling(dir);
    const changed = new Set<string>();
    let timer: NodeJS.Timeout | undefined;
    const tell = () => {
      timer = undefined;
      const files = [...changed].sort();
      changed.clear();
      onChange(files);
    };
    const watching: FSWatcher = watch(dir, {
      ignoreInitial: true,
      followSymlinks: false,
      ignored: (path) => IGNORED.test(relative(dir, path)),
      usePolling: polling,
      interval: POLL_MS,
      binaryInterval: POLL_MS,
    });
    watching.on('all', (event, path) => {
      if (event === 'addDir' || event === 'unlinkDir') return;
      changed.add(relative(dir, path).split(sep).join('/'));
      clearTimeout(timer);
      timer = setTimeout(tell, SETTLE_MS);
    });
    watching.on('ready', () => onState(polling ? 'polling' : 'events'));
    watching.on('error', () => onState('failed'));
    return async () => {
      clearTimeout(timer);
      await watching.close();
    };
  },
};
