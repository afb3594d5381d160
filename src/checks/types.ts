import type * as z from 'zod';
import type { BuildContext } from '../dockerfile/context.ts';
import type { Dockerfile } from '../dockerfile/types.ts';
import type { BuildOutcome, BuildWarning, EngineInfo } from '../engine/types.ts';
import type { ImageFacts, ImageFiles, ImageLayers } from '../image/types.ts';
import type { ScanReport } from '../scan/types.ts';
import type { PipelineReport, StageRow } from './pipeline/types.ts';

/**
 * `fail` is the learner's; `unknown` means it cannot be judged here (no engine, scanner absent, the
 * image did not build); `error` means a tool broke. They are never mixed.
 */
export type VerdictStatus = 'pass' | 'warn' | 'fail' | 'unknown' | 'error';
/** `measured`: seen on a real engine. `predicted`: from the Dockerfile alone. */
export type Confidence = 'measured' | 'predicted';

/** Where something was seen. All text is sanitised before it gets here. */
export interface Evidence {
  source: 'dockerfile' | 'image' | 'layer' | 'build' | 'container' | 'scan' | 'script' | 'file';
  /** Workspace-relative file, with its 1-based line when there is one to blame. */
  file?: string;
  line?: number;
  image?: string;
  /** A path inside the image, or a config path such as `Config.User`. */
  path?: string;
  text: string;
}

export interface Verdict {
  id: string;
  status: VerdictStatus;
  required: boolean;
  confidence: Confidence;
  expected: string;
  actual: string;
  evidence: Evidence[];
  why: string;
  tryNext: string;
  /** The command with which the learner can see it for himself. */
  seeIt?: string;
  /** A pipeline's runs, each as a row of stages. */
  stages?: StageRow[];
}

/** What a kind of check answers; the round adds id, required and confidence. */
export interface Judgement {
  status: 'pass' | 'warn' | 'fail';
  expected: string;
  actual: string;
  evidence: Evidence[];
  tryNext?: string;
  why?: string;
  seeIt?: string;
  stages?: StageRow[];
}

/** A check as a lab or a spec file states it. */
export interface CheckSpec {
  id: string;
  /** Which of the lab's images it judges; the lab's first image when absent. */
  image?: string;
  args?: unknown;
  required?: boolean;
  /** Replaces the kind's own reason. */
  why?: string;
}

/** What is judged: an image by name, a Dockerfile with its context, or both. */
export interface Subject {
  /** Its name in the lab, e.g. `production`. */
  name: string;
  /** Image reference, e.g. `app:production`. */
  tag?: string;
  /** Absolute folder of the build context. */
  contextDir?: string;
  /** Dockerfile relative to the context, with `/`. */
  dockerfile?: string;
  target?: string;
  buildArgs?: Record<string, string>;
  /** A script of the context's folder: judged is the image that it pushes. */
  pipeline?: string;
  run?: RunPlan;
  /** From a course other than docker-labs' own, or somebody's submission: none of its scripts is run on this machine. */
  foreign?: true;
}

/** How the judged program is run and asked; stated by the lab. */
export interface RunPlan {
  port?: number;
  /** Requests to make, in order. Default: `GET /`. */
  requests?: { path: string; status?: number; body?: string }[];
  env?: Record<string, string>;
  tmpfs?: Record<string, string>;
  /** How long it may take to answer, milliseconds. Default 30,000. */
  startTimeout?: number;
  /** The exit status that counts as its own end on SIGTERM. Default 0. */
  exitCode?: number;
}

/**
 * How a container is run: as the image is, with all of the hardening, or with one part of it alone, so that
 * a lesson on that part can be judged by itself.
 */
export type RunMode = 'plain' | 'hardened' | 'read-only' | 'cap-drop' | 'limits';

/** One run of a container, from start to removal: pure data that checks judge. */
export interface RunReport {
  mode: RunMode;
  /** The command line that shows the same: `docker run --rm …`. */
  commandLine: string;
  started: boolean;
  /** The engine's own error when it did not start. */
  startError: string;
  /** It ended by itself before it was asked to. */
  exitedEarly?: { exitCode: number; oomKilled: boolean };
  responses: { path: string; status?: number; body?: string; error?: string; ms: number }[];
  /** Process 1 first; the numbers are the host's. */
  processes: { pid: number; uid: number; command: string }[];
  /** Present when the image has a health check and it was waited for. */
  health?: { status: 'starting' | 'healthy' | 'unhealthy'; ms: number; lastOutput: string };
  /** The SIGTERM at the end. */
  stop?: { exitCode: number; ms: number; killed: boolean };
  logs: string;
}

/** Two builds of a temporary copy: what a change of one source file costs, in the watched steps. */
export interface RebuildReport {
  touched: string;
  /** Those of the stages with watched steps, each stage up to its last one. */
  steps: { stage: string; instruction: string; watched: boolean; cached: boolean; line?: number }[];
}

/**
 * The facts about one subject, each gathered at most once per round, on first use. Getters reject with
 * `NotJudgeable` (-> unknown), `EngineError` (-> error).
 */
export interface SubjectFacts {
  readonly subject: Subject;
  /** Of the round: what a check starts itself ends with it. */
  readonly signal?: AbortSignal | undefined;
  dockerfile(): Promise<Dockerfile>;
  context(): Promise<BuildContext>;
  /** Builds the files as they are now, unless the image on the engine already is exactly that. */
  build(): Promise<BuildOutcome>;
  /** How the judged image stands to the files as they are now. Builds first where the round may build. */
  currency(): Promise<ImageCurrency>;
  /** BuildKit's lint of the Dockerfile; taken from a build of this round, which is made if need be. */
  warnings(): Promise<BuildWarning[]>;
  image(): Promise<ImageFacts>;
  files(): Promise<ImageFiles>;
  layers(): Promise<ImageLayers>;
  /** Secrets found in all layers, deleted files included. */
  layerSecrets(): Promise<LayerSecret[]>;
  run(mode: RunMode): Promise<RunReport>;
  /** @param watch texts of the RUN steps that the report is about */
  rebuild(touch: string, watch: string[]): Promise<RebuildReport>;
  /** What a scanner of this machine says of the judged image. Fetches no scanner that is not here. */
  scan(): Promise<ScanReport>;
  /** Runs a script of the lab's folder that builds, scans and pushes, as it is and with what must stop it. */
  pipeline(script: string): Promise<PipelineReport>;
  /** A text file of the workspace beside the Dockerfile, or undefined. */
  workspaceFile(path: string): Promise<string | undefined>;
}

/**
 * `built`: by this round; `current`: it carries the fingerprint of the files as they are now; `matching`: it carries
 * none, and a build from the cache gives the same layers; `stale`: of other files; `foreign`: it carries none, so nobody
 * can tell; `missing`: there is no such image;
 * `broken`: the files as they are now do not build; `predicted`: by the practice engine.
 */
export type ImageCurrency =
  | 'built'
  | 'current'
  | 'matching'
  | 'stale'
  | 'foreign'
  | 'missing'
  | 'broken'
  | 'predicted';

export interface LayerSecret {
  path: string;
  layer: number;
  createdBy: string;
  /** What it looks like, e.g. `private key`. */
  kind: string;
  /** Redacted sample. */
  sample: string;
  /** Removed by a later layer, still in the image. */
  deleted: boolean;
}

/** What one judging round sees: all subjects of a lab on one engine. */
export interface Round {
  engine: EngineInfo | undefined;
  subject(name: string): SubjectFacts;
  /** Today, ISO date; injected so that end-of-life verdicts can be tested. */
  today: string;
}

export type FactName =
  | 'dockerfile'
  | 'context'
  | 'build'
  | 'image'
  | 'files'
  | 'layers'
  | 'run'
  | 'rebuild'
  | 'scan'
  | 'pipeline'
  | 'file';

/** Rules of other tools that mean the same as a check, by the tool's own names for them. */
export interface SameRules {
  hadolint?: string[];
  /** Build checks of BuildKit; `*` for all of them. */
  buildkit?: string[];
  dockle?: string[];
  /** Trivy's misconfiguration checks of Dockerfiles. */
  trivy?: string[];
  other?: string[];
  /** Where the check judges otherwise on purpose, and why. */
  differs?: string;
}

/** A kind of check: one file under `src/checks/`, one line in the registry. */
export interface CheckKind<A = unknown> {
  id: string;
  /** What it makes sure of, in a few words, for tables and docs. */
  title: string;
  /** It runs a script of the learner's. */
  runsScript?: true;
  args: z.ZodType<A>;
  /** The facts it reads, for docs and planning. */
  needs: FactName[];
  /** Files of the image whose content `judge` reads; glob-free absolute paths, symlinks as they are named. */
  keeps?(args: A, image: ImageFacts): string[];
  judge(facts: SubjectFacts, args: A, round: Round): Promise<Judgement>;
  /** Why it matters, one or two sentences. */
  why: string;
  /**
   * How it is judged when nobody named it: with which args, and only where `suits` says that the image is of the kind
   * that it is about.
   */
  review?: { args?: object; suits?(facts: SubjectFacts): Promise<boolean> };
  /** The same rule elsewhere, for docs/checks.md. */
  sameAs?: SameRules;
}

/** The verdicts on one lab: what one judging round answers. */
export interface LabReport {
  lab: string;
  /** The worst of its steps. */
  status: VerdictStatus;
  steps: StepReport[];
  /** Image name in the lab -> how its build ended; absent where nothing was built. */
  builds: Record<string, BuildOutcome>;
  /** Image name in the lab -> the judged image. */
  images: Record<string, { tag: string; id: string; size: number }>;
  engine: EngineInfo | undefined;
  /** Steps that are still being judged, and not among `steps`; the whole report follows. */
  pending?: string[];
}

export interface StepReport {
  id: string;
  /** The worst of its required checks; `fail` > `error` > `unknown` > `warn` > `pass`. */
  status: VerdictStatus;
  checks: Verdict[];
}
