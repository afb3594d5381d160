import type { HealthAnswer, ImageAnswer } from './api.ts';
import type { Client } from './client.ts';

/** Podman's own endpoints answer only under a version; this one they all know. */
const LIBPOD = '/v4.0.0/libpod';

/**
 * An image's HEALTHCHECK on Podman: its Docker-compatible inspect leaves it out even where the image has one,
 * so libpod's own endpoint is asked. Undefined when there is none.
 */
export async function healthcheckOf(
  client: Client,
  id: string,
  signal?: AbortSignal,
): Promise<HealthAnswer | undefined> {
  const name = id.replace(/^sha256:/, '');
  const answer = await client.find<ImageAnswer>('GET', `${LIBPOD}/images/${encodeURIComponent(name)}/json`, {
    doing: 'read the image',
    ...(signal ? { signal } : {}),
  });
  return answer?.Healthcheck ?? answer?.Config?.Healthcheck ?? undefined;
}

/**
 * Runs a container's probe once on Podman: without systemd nobody else does. What it says is in the
 * container's state afterwards; a container without a probe, or one that has ended, is left alone.
 */
export async function probeOnce(client: Client, id: string): Promise<void> {
  try {
    await client.json('GET', `${LIBPOD}/containers/${id}/healthcheck`, { doing: 'run the container' });
  } catch (error) {
    const status = (error as { cause?: { statusCode?: number } }).cause?.statusCode;
    if (status === undefined) throw error;
  }
}
