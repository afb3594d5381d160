import { statfs } from 'node:fs/promises';
import type { InfoAnswer } from './api.ts';
import type { Client } from './client.ts';

/** `GET /system/df`, as far as we read it. */
interface DiskAnswer {
  /** Of all layers of images, each once. */
  LayersSize?: number;
  BuildCache?: { Size?: number; Shared?: boolean }[] | null;
  Containers?: { SizeRw?: number }[] | null;
  Volumes?: { UsageData?: { Size?: number } | null }[] | null;
}

/**
 * `Engine.diskUsage` of a real engine: what is used of the file system that it keeps its data on, where that is this
 * machine's; else what the engine itself counts, in which a build's step appears when it has ended (Docker 20.10).
 */
export async function readDiskUsage(client: Client, signal?: AbortSignal): Promise<number> {
  const about = signal ? { signal } : {};
  if (client.endpoint.transport.kind === 'socket' && process.platform === 'linux') {
    const { DockerRootDir: root } = await client.json<InfoAnswer>('GET', '/info', about);
    const disk = root ? await statfs(root).catch(() => undefined) : undefined;
    if (disk) return (disk.blocks - disk.bfree) * disk.bsize;
  }
  const df = await client.json<DiskAnswer>('GET', '/system/df', about);
  const sum = (sizes: (number | undefined)[]) =>
    sizes.reduce<number>((all, one) => all + Math.max(0, one ?? 0), 0);
  return (
    (df.LayersSize ?? 0) +
    sum((df.BuildCache ?? []).map((one) => (one.Shared ? 0 : one.Size))) +
    sum((df.Containers ?? []).map((one) => one.SizeRw)) +
    sum((df.Volumes ?? []).map((one) => one.UsageData?.Size))
  );
}
