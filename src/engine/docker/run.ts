import { removeAtExit } from '../cleanup.ts';
import type { RunningContainer, RunSpec } from '../types.ts';
import type { ImageAnswer } from './api.ts';
import type { Client } from './client.ts';
import { isClosedNetwork } from './closed-network.ts';
import { DockerContainer, removeContainer } from './container.ts';
import { refuseAborted } from './errors.ts';
import { imagePath } from './image.ts';
import { healthcheckOf } from './podman.ts';
import { createBody } from './run-config.ts';

/**
 * Creates and starts a container. If anything fails on the way, or the signal aborts, none is left.
 *
 * @throws EngineError `engine-failed` with the engine's words when it does not start (no such command, no such
 *   user): that is the image's fault as often as the engine's, so the text is kept
 */
export async function startContainer(
  client: Client,
  spec: RunSpec,
  options: { podman: boolean; signal?: AbortSignal },
): Promise<RunningContainer> {
  const about = {
    doing: 'run the container',
    ...(options.signal ? { signal: options.signal } : {}),
  } as const;
  const { podman } = options;
  const health = await imageHealth(client, spec, podman);
  const hasStartPeriod = (health?.StartPeriod ?? 0) > 0;
  refuseAborted(options.signal);
  // Without the signal: aborted on its way, the container would be made and nobody know its id.
  const { Id } = await client.json<{ Id: string }>('POST', '/containers/create', {
    doing: about.doing,
    body: createBody(podman ? withoutProbe(spec) : spec, publishOn(client), { hasStartPeriod, podman }),
  });
  const container = new DockerContainer(client, Id, {
    podman,
    hasProbe: health !== undefined,
    closed: isClosedNetwork(spec.network),
    onRemoved: removeAtExit(() => removeContainer(client, Id), client),
  });
  try {
    await client.json('POST', `/containers/${Id}/start`, about);
    return container;
  } catch (error) {
    await container.remove();
    throw error;
  }
}

/** The image's own probe: asked for only where it makes a difference. */
async function imageHealth(client: Client, spec: RunSpec, podman: boolean) {
  if (podman) return healthcheckOf(client, spec.image);
  if (spec.healthInterval === undefined) return undefined;
  const image = await client.find<ImageAnswer>('GET', imagePath(spec.image, 'json'));
  return image?.Config?.Healthcheck ?? undefined;
}

/** Podman takes a probe's new interval for a new probe without a command; and it is us who run it (podman.ts). */
function withoutProbe({ healthInterval: _, ...spec }: RunSpec): RunSpec {
  return spec;
}

/** Ports stay on the engine's loopback, unless it is another machine's: then that would be out of reach. */
function publishOn(client: Client): string {
  const { transport } = client.endpoint;
  if (transport.kind !== 'tcp') return '127.0.0.1';
  return ['localhost', '127.0.0.1', '::1'].includes(transport.host) ? '127.0.0.1' : '';
}
