/**
 * What a pipeline is run with: as it is; with a scanner that finds something; with one that breaks; and with a
 * Dockerfile that does not build. In the order in which they are shown.
 */
export const CASES = ['good', 'vulnerable', 'scanner-broke', 'build-fails'] as const;
export type PipelineCase = (typeof CASES)[number];

export type StageName = 'build' | 'scan' | 'push';

/** One stage of one run, as a row shows it. */
export interface Stage {
  name: StageName;
  /** `failed`: a call of it ended with an error; `open`: never called. */
  outcome: 'done' | 'failed' | 'open';
  /** Milliseconds, all of its calls together; absent when it was never called. */
  ms?: number;
  /** In a few words: `2 tags`, `exit 10`. */
  says?: string;
}

/** A run of the pipeline as a row of stages. */
export interface StageRow {
  /** What it was run with, in a few words: `a scanner that breaks`. */
  title: string;
  /** Is it as it has to be? */
  right: boolean;
  stages: Stage[];
}

/** A call of docker or of a scanner, as it ended. */
export interface EndedCall {
  /** Program and arguments. */
  words: string[];
  by: 'client' | 'play' | 'refused';
  exitCode: number;
  ms: number;
}

/** A tag that a run left in the registry. */
export interface PushedTag {
  /** With the registry: `127.0.0.1:5000/good/myapp`. */
  repository: string;
  tag: string;
  /** Of what the tag names: a manifest, or an index. */
  digest: string;
  /** Ids by which an engine may know the image: of its configuration, its manifest, and the digest. */
  ids: string[];
  labels: Record<string, string>;
  /** Does it bring BuildKit's inline cache along? */
  inlineCache: boolean;
}

export interface PipelineRun {
  case: PipelineCase;
  /** The commit that the copy was at, 40 digits. */
  revision: string;
  /** Undefined when it took too long and was ended. */
  exitCode: number | undefined;
  /** Epoch milliseconds. */
  startedAt: number;
  ms: number;
  /** stdout and stderr, sanitised. */
  output: string;
  calls: EndedCall[];
  /** Images that scans were about, in order. */
  scanned: { ref: string; id: string }[];
  pushed: PushedTag[];
}

export interface PipelineReport {
  /** The script's path in the lab. */
  script: string;
  /** Where it could push to, as it was told by REGISTRY, without the part that differs by case. */
  registry: string;
  /** The docker client that it used: path and version. */
  client: string;
  runs: PipelineRun[];
}
