import { createHash } from 'node:crypto';
import { expand } from '../../dockerfile/expand.ts';
import type { Dockerfile, Instruction, Stage } from '../../dockerfile/types.ts';
import type { BuildRequest } from '../types.ts';
import type { Catalogue } from './catalogue.ts';
import { type ConfigContext, configInstructions, workdirOf } from './config.ts';
import { type CopySource, contextSource, copyInto, filesSource, refuseBlocked } from './copy.ts';
import { download, readCopy, unpack } from './copy-words.ts';
import type { Fingerprints } from './fingerprints.ts';
import { own } from './own.ts';
import { resolveOwner } from './owner.ts';
import { predictRun } from './run.ts';
import type { Produce } from './shell/shell.ts';
import {
  beginStage,
  childState,
  imageState,
  PredictedFailure,
  type StageState,
  scratchState,
} from './state.ts';
import type { Vfs } from './vfs.ts';
import { heredocText } from './words.ts';

/** What predicting a build rests on. */
export interface StageMeans {
  dockerfile: Dockerfile;
  request: BuildRequest;
  catalogue: Catalogue;
  produces: readonly Produce[];
  config: ConfigContext;
  fingerprints: Fingerprints;
  /** Parses an ONBUILD trigger of a base. */
  parseInstruction(text: string, line: number): Instruction | undefined;
  /** Told of each step that makes a layer, before it is foreseen; `key` says what its outcome rests on. */
  onStep(stage: Stage, instruction: Instruction, text: string, key: () => string): void;
}

/** Predicts stages on demand, each once: those that the target does not need are left alone, as BuildKit does. */
export class Stages {
  private readonly done = new Map<number, StageState>();
  private readonly images = new Map<string, StageState>();
  private readonly context: CopySource;

  constructor(private readonly means: StageMeans) {
    this.context = contextSource(means.request.context);
  }

  /** The state at the end of a stage. @throws PredictedFailure where a real build would stop */
  state(index: number): StageState {
    const known = this.done.get(index);
    if (known) return known;
    const stage = this.means.dockerfile.stages[index];
    if (!stage) throw new PredictedFailure('target', `stage ${index} is not there`);
    const state = this.begin(stage);
    beginStage(state);
    for (const instruction of this.triggers(state, stage)) this.dispatch(state, stage, instruction);
    for (const instruction of stage.instructions) this.dispatch(state, stage, instruction);
    this.done.set(index, state);
    return state;
  }

  private begin(stage: Stage): StageState {
    if (stage.baseStage !== undefined) return childState(this.state(stage.baseStage));
    const base = stage.resolvedBase;
    if (base === undefined || base === '') {
      throw new PredictedFailure('syntax', `base name (${stage.base}) should not be blank`, {
        line: stage.from.line,
      });
    }
    if (base === 'scratch') return scratchState();
    const state = this.image(base);
    state.key = `${base} ${stage.platform ?? ''}`;
    const architecture = stage.platform?.split('/')[1];
    if (architecture && !stage.platform?.includes('$')) state.config.architecture = architecture;
    this.means.onStep(stage, stage.from, `FROM ${base}`, () => state.key);
    return state;
  }

  private image(reference: string): StageState {
    const known = this.images.get(reference) ?? imageState(this.means.catalogue, reference);
    this.images.set(reference, known);
    return childState(known);
  }

  /** ONBUILD triggers of what the stage is built on run first, and are then used up. */
  private triggers(state: StageState, stage: Stage): Instruction[] {
    const texts = state.config.onbuild;
    state.config.onbuild = [];
    return texts.flatMap((text) => this.means.parseInstruction(text, stage.from.line) ?? []);
  }

  private dispatch(state: StageState, stage: Stage, instruction: Instruction): void {
    try {
      this.apply(state, stage, instruction);
    } catch (error) {
      if (!(error instanceof PredictedFailure) || error.details.line !== undefined) throw error;
      throw new PredictedFailure(error.kind, error.message, { ...error.details, line: instruction.line });
    }
  }

  private apply(state: StageState, stage: Stage, instruction: Instruction): void {
    const { config } = this.means;
    const apply = own(configInstructions, instruction.keyword);
    if (apply) {
      apply(state, instruction, config);
      state.history.push({ createdBy: instruction.text, size: 0, empty: true });
      return;
    }
    state.fs.beginLayer();
    switch (instruction.keyword) {
      case 'WORKDIR': {
        const workdir = workdirOf(state, instruction, config);
        state.config.workdir = workdir;
        delete state.unknown.workdir;
        this.step(state, stage, instruction, () => workdir)();
        this.makeWorkdir(state, workdir);
        break;
      }
      case 'COPY':
      case 'ADD':
        this.copy(state, stage, instruction);
        break;
      case 'RUN': {
        if (instruction.exec && instruction.args.length === 0)
          throw new PredictedFailure('other', 'arguments are required');
        // Stages that a mount takes from are built first.
        for (const name of mountedStages(instruction)) this.filesOf(name, stage, instruction);
        this.step(state, stage, instruction, () =>
          JSON.stringify([instruction.text, instruction.heredocs, state.vars, state.config]),
        )();
        predictRun(state, instruction, {
          catalogue: this.means.catalogue,
          produces: this.means.produces,
          token: config.token,
          mounts: {
            context: this.context,
            filesOf: (name) => this.filesOf(name, stage, instruction),
            secrets: this.means.request.secrets ?? {},
          },
        });
        break;
      }
      default:
        return;
    }
    state.history.push({ createdBy: instruction.text, size: state.fs.layerBytes(), empty: false });
  }

  /** Begins a step; the function that is answered ends it: then `own` says what its outcome rests on. */
  private step(state: StageState, stage: Stage, instruction: Instruction, own: () => string): () => void {
    const parent = state.key;
    let key: string | undefined;
    const compute = () => {
      key ??= createHash('sha1').update(`${parent}\0${instruction.keyword}\0${own()}`).digest('hex');
      return key;
    };
    this.means.onStep(stage, instruction, shownText(state, instruction, this.means.config.token), compute);
    return () => {
      state.key = compute();
    };
  }

  private makeWorkdir(state: StageState, workdir: string): void {
    if (workdir === '/') return;
    refuseBlocked(state.fs, workdir);
    const owner = resolveOwner(state.fs, state.config.user === '' ? 'root' : state.config.user);
    state.fs.folder(workdir, 'missing' in owner ? undefined : owner);
  }

  private filesOf(name: string, stage: Stage, instruction: Instruction): Vfs {
    const index = this.stageIndex(name, stage);
    if (/^\d+$/.test(name) && index >= stage.index) {
      throw new PredictedFailure('other', `invalid stage index ${name} for --from`, {
        line: instruction.line,
      });
    }
    if (index >= 0) return this.state(index).fs;
    if (name === 'scratch') return scratchState().fs;
    return this.image(name).fs;
  }

  private copy(state: StageState, stage: Stage, instruction: Instruction): void {
    const { config, fingerprints, request } = this.means;
    const plan = readCopy(state, instruction, config.token);
    const files = plan.from === undefined ? undefined : this.filesOf(plan.from, stage, instruction);
    let used: string[] = [];
    const settle = this.step(state, stage, instruction, () => {
      const origin = files
        ? this.originKey(plan.from ?? '', stage, files, used)
        : fingerprints.of(request.context, used);
      const heredocs = instruction.heredocs.map((one) => [one.name, heredocText(one, state.vars)]);
      return JSON.stringify([plan.sources, plan.target, plan.owner, plan.mode, heredocs, origin]);
    });
    const source = files ? filesSource(files) : this.context;
    used = copyInto(state, instruction, { ...plan, from: source, ...(files ? { fromFiles: files } : {}) });
    if (instruction.keyword === 'ADD') {
      download(state, plan);
      if (!files) unpack(state, used, plan.target);
    }
    settle();
  }

  /** What a copy from a stage or image rests on: the content, where all of it is known, else all that made it. */
  private originKey(name: string, stage: Stage, files: Vfs, used: string[]): string {
    const content = this.means.fingerprints.ofFiles(files, used);
    if (content !== undefined) return content;
    const index = this.stageIndex(name, stage);
    return index >= 0 ? this.state(index).key : name;
  }

  private stageIndex(name: string, stage: Stage): number {
    if (/^\d+$/.test(name)) return Number(name);
    const { stages } = this.means.dockerfile;
    return stages.findIndex(
      (one) => one.index < stage.index && one.name?.toLowerCase() === name.toLowerCase(),
    );
  }
}

/** As BuildKit shows an instruction: its keyword in capitals, variables that are set filled in. */
function shownText(state: StageState, instruction: Instruction, token: string): string {
  const text = instruction.text.replace(/^\S+/, (keyword) => keyword.toUpperCase());
  const lookup = (name: string) => own(state.vars, name);
  const shown = expand(text, lookup, { escape: token, rawQuotes: true, keepUnset: true });
  return shown.error === undefined ? shown.text : text;
}

function mountedStages(instruction: Instruction): string[] {
  return instruction.flags.flatMap((flag) => {
    const from = flag.name === 'mount' ? /(?:^|,)from=([^,]*)/i.exec(flag.value ?? '')?.[1] : undefined;
    return from === undefined ? [] : [from];
  });
}
