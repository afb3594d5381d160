import type { Readable } from 'node:stream';
import type { ImageFacts, ImageFiles, KeepContent } from '../../image/types.ts';
import type { Surroundings } from '../candidates.ts';
import { removeLeftovers } from '../cleanup.ts';
import type { Endpoint } from '../endpoint.ts';
import type { EngineTools } from '../tools.ts';
import type {
  BuildEvent,
  BuildOutcome,
  BuildRequest,
  Engine,
  EngineEvent,
  EngineInfo,
  EngineKind,
  OwnedThing,
  RunningContainer,
  RunSpec,
} from '../types.ts';
import type { InfoAnswer, VersionAnswer } from './api.ts';
import { build } from './build.ts';
import { Client } from './client.ts';
import { closedNetwork } from './closed-network.ts';
import { readDiskUsage } from './disk-usage.ts';
import { engineEvents } from './events.ts';
import { readFiles } from './files.ts';
import { imagePath, readImage, tagImage } from './image.ts';
import { engineInfo } from './info.ts';
import { listOurs, removeOurs, sweep } from './ours.ts';
import { pullImage } from './pull.ts';
import { startContainer } from './run.ts';
import { runTool } from './tools.ts';

export interface Found {
  endpoint: Endpoint;
  around: Surroundings;
  version: VersionAnswer;
  podman: boolean;
}

/** A real engine: Docker, or Podman through the API that it shares with Docker. */
export class DockerEngine implements Engine {
  readonly kind: EngineKind;
  readonly real = true;
  private readonly client: Client;
  private swept: Promise<void> | undefined;

  constructor(private readonly found: Found) {
    this.kind = found.podman ? 'podman' : 'docker';
    this.client = new Client(found.endpoint, found.around.env);
  }

  async info(signal?: AbortSignal): Promise<EngineInfo> {
    const info = await this.client.json<InfoAnswer>('GET', '/info', optional(signal));
    return engineInfo(this.found.version, info, this.found);
  }

  build(
    request: BuildRequest,
    onEvent: (event: BuildEvent) => void,
    signal?: AbortSignal,
  ): Promise<BuildOutcome> {
    const { podman, around } = this.found;
    return build(this.client, request, { onEvent, podman, around, ...optional(signal) });
  }

  image(ref: string, signal?: AbortSignal): Promise<ImageFacts | undefined> {
    return readImage(this.client, ref, { podman: this.found.podman, ...optional(signal) });
  }

  async files(ref: string, keep: KeepContent, signal?: AbortSignal): Promise<ImageFiles> {
    await this.sweepOnce();
    return readFiles(this.client, ref, keep, signal);
  }

  save(ref: string, signal?: AbortSignal): Promise<Readable> {
    return this.client.stream('GET', imagePath(ref, 'get'), { doing: 'read the image', ...optional(signal) });
  }

  async start(spec: RunSpec, signal?: AbortSignal): Promise<RunningContainer> {
    await this.sweepOnce();
    return startContainer(this.client, spec, { podman: this.found.podman, ...optional(signal) });
  }

  diskUsage(signal?: AbortSignal): Promise<number> {
    return readDiskUsage(this.client, signal);
  }

  readonly tools: EngineTools = {
    closedNetwork: () => closedNetwork(this.client),
    pull: (ref, onProgress, signal) =>
      pullImage(this.client, ref, { around: this.found.around, onProgress, ...optional(signal) }),
    tag: (ref, name) => tagImage(this.client, ref, name),
    run: async (spec, options) => {
      await this.sweepOnce();
      return runTool(this.client, spec, { ...options, podman: this.found.podman });
    },
  };

  events(signal: AbortSignal): AsyncIterable<EngineEvent> {
    return engineEvents(this.client, signal);
  }

  ours(signal?: AbortSignal): Promise<OwnedThing[]> {
    return listOurs(this.client, signal);
  }

  remove(thing: OwnedThing, signal?: AbortSignal): Promise<void> {
    return removeOurs(this.client, thing, signal);
  }

  async close(): Promise<void> {
    // An interrupted round ends before its runs have taken their containers away: without the connection they could not.
    await removeLeftovers(this.client);
    this.client.close();
  }

  /** Before the first container of ours: those that a killed docker-labs left behind go. */
  private sweepOnce(): Promise<void> {
    this.swept ??= sweep(this.client);
    return this.swept;
  }
}

function optional(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal ? { signal } : {};
}
