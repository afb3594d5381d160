import { filesFromTar } from '../../image/tar.ts';
import type { ImageFiles, KeepContent } from '../../image/types.ts';
import { removeAtExit } from '../cleanup.ts';
import { containerLabels } from '../owner.ts';
import type { Client } from './client.ts';
import { removeContainer } from './container.ts';
import { refuseAborted, toEngineError } from './errors.ts';

/**
 * The files of an image, from the export of a container that is made for it and never started: this needs no
 * shell and works for images from scratch. The container is always removed.
 */
export async function readFiles(
  client: Client,
  ref: string,
  keep: KeepContent,
  signal?: AbortSignal,
): Promise<ImageFiles> {
  const about = { doing: 'read the image', ...(signal ? { signal } : {}) } as const;
  refuseAborted(signal);
  // Without the signal: aborted on its way, the container would be made and nobody know its id.
  const { Id } = await client.json<{ Id: string }>('POST', '/containers/create', {
    doing: about.doing,
    body: {
      Image: ref,
      // An image without any command could not be made a container; this one is never run.
      Entrypoint: [],
      Cmd: ['/docker-labs-never-starts-this'],
      Labels: containerLabels(),
      NetworkDisabled: true,
    },
  });
  const remove = () => removeContainer(client, Id);
  const removed = removeAtExit(remove, client);
  const open = () => client.stream('GET', `/containers/${Id}/export`, about);
  try {
    return withoutEngineFiles(await filesFromTar(await open(), keep, { again: open }));
  } catch (error) {
    throw toEngineError(error, { ...about, endpoint: client.endpoint });
  } finally {
    await remove();
    removed();
  }
}

/** Mount points that the engine puts into every container; empty unless the image has them itself. */
const MOUNT_POINTS = ['/etc/hostname', '/etc/hosts', '/etc/resolv.conf', '/dev/console'];

/** The export also lists what the engine itself lays into a container: that is not the image's. */
function withoutEngineFiles(files: ImageFiles): ImageFiles {
  const entries = new Map(files.entries);
  entries.delete('/.dockerenv');
  for (const path of MOUNT_POINTS) {
    if (entries.get(path)?.size === 0) entries.delete(path);
  }
  const mtab = entries.get('/etc/mtab');
  if (mtab?.linkTarget === '/proc/mounts') entries.delete('/etc/mtab');
  return {
    complete: files.complete,
    entries,
    resolve: (path) => {
      const entry = files.resolve(path);
      return entry && entries.get(entry.path);
    },
    content: (path) => {
      const entry = files.resolve(path);
      return entry && entries.has(entry.path) ? files.content(path) : undefined;
    },
  };
}
