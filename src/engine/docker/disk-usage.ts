import type { Client } from './client.ts';

/** `GET /system/df`, as far as we read it. */
interface DiskAnswer {
  /** Of all layers of images, each once. */
  LayersSize?: number;
  BuildCache?: { Size?: number; Shared?: boolean }[] | null;
  Containers?: { SizeRw?: number }[] | null;
  Volumes?: { UsageData?: { Size?: number } | null }[] | null;
}

/** `Engine.diskUsage` of a real engine. What a running step writes counts as soon as the engine counts it. */
export async function readDiskUsage(client: Client, signal?: AbortSignal): Promise<number> {
  const df = await client.json<DiskAnswer>('GET', '/system/df', signal ? { signal } : {});
  const sum = (sizes: (number | undefined)[]) =>
    sizes.reduce<number>((all, one) => all + Math.max(0, one ?? 0), 0);
  return (
    (df.LayersSize ?? 0) +
    sum((df.BuildCache ?? []).map((one) => (one.Shared ? 0 : one.Size))) +
    sum((df.Containers ?? []).map((one) => one.SizeRw)) +
    sum((df.Volumes ?? []).map((one) => one.UsageData?.Size))
  );
}
