import type { HistoryEntry, ImageConfig } from '../../image/types.ts';
import type { FailureKind } from '../types.ts';
import type { Catalogue, Distro } from './catalogue.ts';
import { baseFiles } from './profile.ts';
import { Vfs } from './vfs.ts';

/** BuildKit's default search path on Linux; put into every image that has none. */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

type Unknown = Partial<Record<keyof ImageConfig | 'size', string>>;

/** A stage while it is being predicted. */
export interface StageState {
  config: ImageConfig;
  fs: Vfs;
  history: HistoryEntry[];
  /** Values that words and RUN see: the environment, and ARGs of this stage and of those it is built on. */
  vars: Record<string, string>;
  /** ARGs declared so far, also those without a value. */
  args: Set<string>;
  /** True once this very stage has said CMD: then ENTRYPOINT keeps it. */
  cmdSet: boolean;
  distro: Distro | undefined;
  unknown: Unknown;
  /** Identity of all that led here: the parent of the next step's cache key. */
  key: string;
}

/** Why a real build of this Dockerfile would stop. */
export class PredictedFailure extends Error {
  override name = 'PredictedFailure';
  constructor(
    readonly kind: FailureKind,
    message: string,
    readonly details: { line?: number; exitCode?: number; log?: string[] } = {},
  ) {
    super(message);
  }
}

/** The state of `FROM scratch`. */
export function scratchState(): StageState {
  return {
    config: { ...emptyConfig(), workdir: '/' },
    fs: new Vfs(),
    history: [],
    vars: {},
    args: new Set(),
    cmdSet: false,
    distro: 'none',
    unknown: {},
    key: 'scratch',
  };
}

/**
 * The state after `FROM image`: from the catalogue where it knows the image; else a state that says of
 * everything that it is not known.
 */
export function imageState(catalogue: Catalogue, reference: string): StageState {
  const entry = catalogue.find(reference);
  const state = scratchState();
  state.key = `image ${reference}`;
  if (!entry) {
    const reason = `the base image ${reference} is not in the catalogue`;
    state.unknown = allUnknown(reason);
    state.distro = undefined;
    state.fs.unforeseen = reason;
    state.fs.change('/', { open: true });
    state.history.push({ createdBy: `FROM ${reference}`, size: 0, empty: false });
    return state;
  }
  const { fs, distro } = baseFiles(catalogue, entry);
  state.fs = fs;
  state.distro = distro;
  if (entry.config) {
    const { stopSignal, ...known } = entry.config;
    state.config = { ...state.config, ...structuredClone(known), ...(stopSignal ? { stopSignal } : {}) };
  } else state.unknown = allUnknown(`the catalogue does not know the configuration of ${reference}`);
  if (entry.size === undefined) state.unknown.size = `the catalogue does not know the size of ${reference}`;
  state.history.push({
    createdBy: `FROM ${reference}`,
    size: entry.size ?? 0,
    empty: false,
    comment: `catalogue of base images, ${entry.asOf}`,
  });
  return state;
}

/** The state of a stage that is built on an earlier one: a copy; ARGs stay visible, CMD counts as inherited. */
export function childState(parent: StageState): StageState {
  return {
    ...parent,
    config: structuredClone(parent.config),
    fs: new Vfs(parent.fs),
    history: [...parent.history],
    vars: { ...parent.vars },
    args: new Set(parent.args),
    cmdSet: false,
    unknown: { ...parent.unknown },
  };
}

/** What BuildKit does when a stage begins: a search path is always there, and the environment is visible. */
export function beginStage(state: StageState): void {
  if (!('PATH' in state.config.env) && !state.unknown.env) state.config.env.PATH = DEFAULT_PATH;
  Object.assign(state.vars, state.config.env);
}

function emptyConfig(): ImageConfig {
  return {
    user: '',
    env: {},
    entrypoint: [],
    cmd: [],
    workdir: '',
    labels: {},
    exposedPorts: [],
    volumes: [],
    onbuild: [],
    architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
    os: 'linux',
  };
}

function allUnknown(reason: string): Unknown {
  const unknown: Unknown = {};
  for (const field of [
    'user',
    'env',
    'entrypoint',
    'cmd',
    'workdir',
    'labels',
    'exposedPorts',
    'volumes',
    'healthcheck',
    'stopSignal',
    'shell',
    'onbuild',
    'size',
  ] as const) {
    unknown[field] = reason;
  }
  return unknown;
}
