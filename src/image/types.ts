/** What an image is: the same shape whether read from an engine, an archive, or predicted. */
export interface ImageFacts {
  /** The name it was asked by. */
  ref: string;
  /** `sha256:…`; empty when predicted. */
  id: string;
  tags: string[];
  config: ImageConfig;
  /** Oldest first. Sizes are uncompressed bytes. */
  history: HistoryEntry[];
  /** Sum of the history's sizes (never the engine's `inspect.Size`, which means three things). Bytes. */
  size: number;
  /** diff ids or digests, oldest first; empty when predicted. */
  layerDigests: string[];
  /** ISO 8601. */
  created?: string;
  /**
   * Predicted facts only: what could not be predicted, each with its reason (an unknown base, a RUN that
   * nobody can foresee). A check that reads one of these cannot judge (`unknown`). Absent when measured.
   */
  unknown?: Partial<Record<keyof ImageConfig | 'size', string>>;
}

export interface ImageConfig {
  user: string;
  env: Record<string, string>;
  /** Exec form; a shell form appears as the engine stores it (`/bin/sh -c …`). Empty when absent. */
  entrypoint: string[];
  cmd: string[];
  workdir: string;
  labels: Record<string, string>;
  /** e.g. `3000/tcp`, sorted. */
  exposedPorts: string[];
  volumes: string[];
  healthcheck?: Healthcheck;
  stopSignal?: string;
  shell?: string[];
  onbuild: string[];
  architecture: string;
  os: string;
}

/** Durations in milliseconds; undefined where the image leaves the engine's default. */
export interface Healthcheck {
  /** `['CMD', …]`, `['CMD-SHELL', '…']` or `['NONE']`. */
  test: string[];
  interval?: number;
  timeout?: number;
  startPeriod?: number;
  startInterval?: number;
  retries?: number;
}

export interface HistoryEntry {
  createdBy: string;
  /** Bytes, uncompressed. */
  size: number;
  empty: boolean;
  created?: string;
  comment?: string;
}

export type FileType = 'file' | 'directory' | 'symlink' | 'hardlink' | 'device' | 'fifo' | 'other';

export interface FileEntry {
  /** Absolute, normalised, with `/`. */
  path: string;
  type: FileType;
  /** Bytes. */
  size: number;
  /** Permission bits with setuid, setgid and sticky: `0o7777` at most. */
  mode: number;
  uid: number;
  gid: number;
  linkTarget?: string;
}

/** Says of a file whether its content shall be kept: bytes to keep from its start, 0 for none. */
export interface KeepContent {
  (entry: FileEntry): number;
  /** The paths it is after, when it is after named ones: then they are kept also where they are links. */
  paths?: readonly string[];
}

export interface ImageFiles {
  entries: ReadonlyMap<string, FileEntry>;
  /** False when only part is known (predicted): then absence proves nothing, unless `absent` says so. */
  complete: boolean;
  /**
   * Predicted files only: is this path known not to be there, although the listing is not complete?
   * (A folder that the Dockerfile itself filled is known whole; a base's folders are not.)
   */
  absent?(path: string): boolean;
  /** The kept content of a path, symlinks followed inside the image; undefined when absent or not kept. */
  content(path: string): Buffer | undefined;
  /** The entry at a path, symlinks followed inside the image. */
  resolve(path: string): FileEntry | undefined;
}

export interface LayerEntry extends FileEntry {
  /** A whiteout: the path is removed by this layer. `opaque` hides all of a folder's earlier content. */
  whiteout?: 'path' | 'opaque';
}

export interface Layer {
  index: number;
  digest: string;
  /** Bytes, uncompressed sum of its files. */
  size: number;
  createdBy: string;
  entries: LayerEntry[];
}

export interface ImageLayers {
  layers: Layer[];
  efficiency: Efficiency;
}

/** As dive computes it: https://github.com/wagoodman/dive (filetree efficiency). */
export interface Efficiency {
  /** 0 to 1. */
  score: number;
  wastedBytes: number;
  wastedFiles: { path: string; bytes: number; layers: number[] }[];
  /**
   * What the layers hold and the final file system does not show: overwritten, or removed by a later layer,
   * whole folders too (which dive's own figures leave out). Largest first.
   */
  buried?: { bytes: number; files: { path: string; bytes: number; layer: number }[] };
}

/** A secret in a layer; a copy of it stays in the image even where a later layer removes the file. */
export interface LayerSecret {
  path: string;
  /** From 0, oldest first. */
  layer: number;
  createdBy: string;
  /** What it looks like, e.g. `private key`. */
  kind: string;
  /** Redacted sample. */
  sample: string;
  /** Removed or replaced by a later layer. */
  deleted: boolean;
}
