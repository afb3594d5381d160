import type { Readable } from 'node:stream';
import type { BuildContext } from '../dockerfile/context.ts';
import type { BuildPlan } from '../dockerfile/plan.ts';
import type { ImageFacts, ImageFiles, KeepContent } from '../image/types.ts';
import type { EngineTools } from './tools.ts';

/**
 * The one interface to a container engine. `docker/` talks to a real one (Docker, Podman),
 * `practice/` predicts from the Dockerfile alone. Nothing outside `engine/` knows which it is,
 * except through `kind`. Every method rejects with `EngineError` when the engine itself is at
 * fault, `NotJudgeable` when this engine cannot do it, and `Interrupted` when `signal` aborts.
 */
export interface Engine {
  readonly kind: EngineKind;
  /** True for an engine that really builds; false for the practice engine. */
  readonly real: boolean;
  info(signal?: AbortSignal): Promise<EngineInfo>;
  /** Builds; a Dockerfile that does not build is a *value* (`ok: false`), not an error. */
  build(
    request: BuildRequest,
    onEvent: (event: BuildEvent) => void,
    signal?: AbortSignal,
  ): Promise<BuildOutcome>;
  /** The image's config, history and size, or undefined when no such image is there. */
  image(ref: string, signal?: AbortSignal): Promise<ImageFacts | undefined>;
  /** The final file system, read without starting anything. `keep` says whose content to keep. */
  files(ref: string, keep: KeepContent, signal?: AbortSignal): Promise<ImageFiles>;
  /** The image as a docker-archive stream (`docker save`). */
  save(ref: string, signal?: AbortSignal): Promise<Readable>;
  /**
   * Creates and starts a container; the caller must `remove()` it. Where the image itself is why it does not start
   * (no such program or user), it rejects with `engine-failed` and the engine's words; an engine that cannot run
   * containers is `tool-broke`.
   */
  start(spec: RunSpec, signal?: AbortSignal): Promise<RunningContainer>;
  /** Programs in images of their own, such as scanners; absent where nothing can be run. */
  readonly tools?: EngineTools;
  /** Image and container events from now on, until `signal` aborts. Empty for the practice engine. */
  events(signal: AbortSignal): AsyncIterable<EngineEvent>;
  /**
   * Bytes used of the disk that the engine keeps its data on, or what the engine itself counts, where that is another
   * machine's. Absent where it cannot be told.
   */
  diskUsage?(signal?: AbortSignal): Promise<number>;
  /** Everything of ours (label `dev.docker-labs`): what `clean` shows and removes. */
  ours(signal?: AbortSignal): Promise<OwnedThing[]>;
  remove(thing: OwnedThing, signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** `archive`: an image saved to a file, without an engine. */
export type EngineKind = 'docker' | 'podman' | 'practice' | 'archive';

/** Put on every image, container, volume and network that docker-labs makes. */
export const OUR_LABEL = 'dev.docker-labs';
/** On built images: `BuildContext`'s fingerprint of the inputs, so that staleness can be told. */
export const INPUTS_LABEL = 'dev.docker-labs.inputs';

export interface EngineInfo {
  kind: EngineKind;
  version: string;
  apiVersion: string;
  os: string;
  architecture: string;
  buildkit: boolean;
  /** Storage driver or image store, e.g. `overlay2`, `containerd`. */
  storage: string;
  rootless: boolean;
  /** Where it was found, for people: `DOCKER_HOST`, `context desktop-linux`, `/var/run/docker.sock`. */
  foundBy: string;
  /** The endpoint, e.g. `unix:///var/run/docker.sock`. */
  endpoint: string;
  cpus: number;
  /** Bytes. */
  memory: number;
  /** Folder of its images, on the engine's own machine; absent where it does not say. */
  dataRoot?: string;
  /** Mirrors that it asks before Docker Hub. */
  hubMirrors?: number;
}

export interface BuildRequest {
  context: BuildContext;
  /** Path of the Dockerfile relative to the context, with `/`. */
  dockerfile: string;
  /** What to build instead of that file's text; lines must stay where they are. */
  dockerfileText?: string;
  tag?: string;
  target?: string;
  buildArgs?: Record<string, string>;
  labels?: Record<string, string>;
  noCache?: boolean;
  /** id -> value, for `RUN --mount=type=secret,id=…`. */
  secrets?: Record<string, string>;
  /** RUN steps without a network, unless they ask for one themselves, which the engine then refuses. */
  network?: 'none';
  /** The reader's own logins are not offered to registries. */
  anonymous?: boolean;
}

export type StepStatus = 'waiting' | 'running' | 'cached' | 'done' | 'failed' | 'cancelled';

/** One vertex of the build graph that comes from the Dockerfile (internal vertices carry `internal`). */
export interface BuildStep {
  id: string;
  /** As the engine names it, sanitised, e.g. `[builder 3/6] RUN npm ci`. */
  name: string;
  /** Stage name or index as text; undefined for internal vertices. */
  stage?: string;
  /** The instruction without the `[stage n/m]` prefix. */
  instruction?: string;
  /** Line of the Dockerfile (1-based), when it can be told. */
  line?: number;
  internal: boolean;
  status: StepStatus;
  /** Milliseconds from started to completed; undefined while running, and where nothing was really done. */
  ms?: number;
  inputs: string[];
  error?: string;
}

export type BuildEvent =
  /** Told before the first step, by who asks for the build. */
  | { type: 'plan'; plan: BuildPlan }
  | { type: 'context'; sent: number; total: number }
  | { type: 'step'; step: BuildStep }
  /** Whole lines, joined by line feeds, without the last one's line end. */
  | { type: 'log'; stepId: string; text: string }
  | { type: 'transfer'; stepId: string; label: string; current: number; total: number }
  | { type: 'warning'; warning: BuildWarning };

/** A BuildKit lint warning (`rule` is BuildKit's own name, e.g. `FromAsCasing`). */
export interface BuildWarning {
  rule: string;
  message: string;
  line?: number;
  url?: string;
}

export type FailureKind =
  | 'syntax'
  | 'run'
  | 'copy-source'
  | 'base-image'
  | 'target'
  | 'network'
  | 'disk-full'
  | 'out-of-memory'
  | 'other';

export interface BuildFailure {
  kind: FailureKind;
  /** The engine's own words, sanitised, one line. */
  message: string;
  /** Line of the Dockerfile (1-based) when the engine or the step tells it. */
  line?: number;
  stepId?: string;
  exitCode?: number;
  /** The last lines of the failing step's log, sanitised. */
  log: string[];
}

interface BuildCommon {
  steps: BuildStep[];
  warnings: BuildWarning[];
  /** Wall time, milliseconds. */
  ms: number;
  /** Nothing was built: the practice engine says how it would end. */
  predicted?: true;
}
export type BuildOutcome =
  | (BuildCommon & { ok: true; imageId: string })
  | (BuildCommon & { ok: false; failure: BuildFailure });

/** How to run a container. Whatever is absent takes the engine's default. */
export interface RunSpec {
  image: string;
  command?: string[];
  entrypoint?: string[];
  env?: Record<string, string>;
  user?: string;
  readOnly?: boolean;
  /** Path -> mount options, e.g. `{ '/tmp': 'size=16m' }`. */
  tmpfs?: Record<string, string>;
  capDrop?: string[];
  noNewPrivileges?: boolean;
  /** Bytes. */
  memory?: number;
  cpus?: number;
  pidsLimit?: number;
  /** Container ports to publish on a free port of the engine's loopback. */
  ports?: number[];
  network?: string;
  /** Replaces the interval and start period of the image's own HEALTHCHECK (milliseconds). */
  healthInterval?: number;
  binds?: string[];
  labels?: Record<string, string>;
}

export interface RunningContainer {
  readonly id: string;
  /** Where a published port can be reached from here. */
  endpoint(port: number): Promise<{ host: string; port: number }>;
  /** The port of the engine's machine that a published port has there; the engine itself reaches it on its loopback. */
  publishedPort(port: number): Promise<number>;
  /** `top`: the processes as the host sees them, the container's process 1 first, uid numeric. */
  processes(): Promise<{ pid: number; uid: number; command: string }[]>;
  state(): Promise<ContainerState>;
  /** stdout and stderr so far, at most `maxBytes` from the end, sanitised. */
  logs(maxBytes?: number): Promise<string>;
  exec(command: string[], options?: { user?: string }): Promise<{ exitCode: number; output: string }>;
  /** Sends the signal, then waits; kills after `timeoutMs`. */
  stop(options: {
    signal: string;
    timeoutMs: number;
  }): Promise<{ exitCode: number; ms: number; killed: boolean }>;
  /** Waits for the end by itself; undefined when `timeoutMs` pass first. */
  wait(timeoutMs: number): Promise<{ exitCode: number } | undefined>;
  /** Always succeeds, also when it is already gone. */
  remove(): Promise<void>;
}

export interface ContainerState {
  running: boolean;
  exitCode: number;
  oomKilled: boolean;
  /** The engine's own error, e.g. `unable to find user app`. */
  error: string;
  health?: { status: 'starting' | 'healthy' | 'unhealthy'; lastOutput: string; failingStreak: number };
}

export interface EngineEvent {
  type: 'image' | 'container' | 'other';
  action: string;
  id: string;
  name?: string;
}

export interface OwnedThing {
  type: 'image' | 'container' | 'volume' | 'network';
  id: string;
  name: string;
  /** Bytes, when the engine tells. */
  size?: number;
  /** ISO 8601. */
  created?: string;
}
