import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { expand } from '../../dockerfile/expand.ts';
import type { Dockerfile, Instruction, Stage } from '../../dockerfile/types.ts';
import type { BuildRequest } from '../types.ts';
import type { Catalogue } from './catalogue.ts';
import { type ConfigContext, configInstructions, workdirOf } from './config.ts';
import { type CopySource, contextSource, copyInto, filesSource } from './copy.ts';
import type { Fingerprints } from './fingerprints.ts';
import { own } from './own.ts';
import { type Owner, resolveOwner } from './owner.ts';
import { matcher } from './pattern.ts';
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
import { expandWord } from './words.ts';

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
        this.step(state, stage, instruction, () => workdir);
        this.makeWorkdir(state, workdir);
        break;
      }
      case 'COPY':
      case 'ADD':
        this.copy(state, stage, instruction);
        break;
      case 'RUN': {
        // Stages that a mount takes from are built first.
        for (const name of mountedStages(instruction)) this.filesOf(name, stage, instruction);
        this.step(state, stage, instruction, () =>
          JSON.stringify([instruction.text, instruction.heredocs, state.vars, state.config]),
        );
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

  private step(state: StageState, stage: Stage, instruction: Instruction, own: () => string): void {
    const parent = state.key;
    let key: string | undefined;
    const compute = () => {
      key ??= createHash('sha1').update(`${parent}\0${instruction.keyword}\0${own()}`).digest('hex');
      return key;
    };
    this.means.onStep(stage, instruction, shownText(state, instruction, this.means.config.token), compute);
    state.key = compute();
  }

  private makeWorkdir(state: StageState, workdir: string): void {
    if (workdir === '/') return;
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
    const { config, fingerprints } = this.means;
    const fill = (word: string) => expandWord(word, state.vars, config.token);
    const flag = (name: string) => instruction.flags.find((one) => one.name === name)?.value;
    const words = instruction.args;
    const target = fill(words.at(-1) ?? '');
    const heredocs = new Set(instruction.heredocs.map((heredoc) => heredoc.name));
    const sources = words
      .slice(0, -1)
      .filter((word) => !heredocs.has(word.replace(/^<<-?/, '').replace(/["']/g, '')))
      .map(fill);
    const from = flag('from');
    const files = from === undefined ? undefined : this.filesOf(fill(from), stage, instruction);
    const remote =
      instruction.keyword === 'ADD'
        ? sources.filter((source) => /^(?:https?|git|ssh):\/\//.test(source))
        : [];
    const chown = flag('chown');
    const chmod = flag('chmod');
    const owner = chown === undefined ? undefined : this.owner(state, fill(chown));
    const plan = {
      sources: sources.filter((source) => !remote.includes(source)),
      target,
      from: files ? filesSource(files) : this.context,
      ...(files ? { fromFiles: files } : {}),
      ...(owner ? { owner } : {}),
      ...(chmod && /^[0-7]{3,4}$/.test(fill(chmod)) ? { mode: Number.parseInt(fill(chmod), 8) } : {}),
      parents: instruction.flags.some((one) => one.name === 'parents'),
      exclude: instruction.flags
        .filter((one) => one.name === 'exclude')
        .map((one) => matcher(fill(one.value ?? '').replace(/^\//, ''))),
    };
    const before = state.key;
    const used = copyInto(state, instruction, plan);
    this.download(state, remote, target);
    if (instruction.keyword === 'ADD' && !files) this.unpack(state, used, target);
    const origin = from === undefined || !files ? '' : this.originKey(fill(from), stage, files, used);
    state.key = before;
    this.step(state, stage, instruction, () =>
      JSON.stringify([
        sources,
        target,
        chown,
        chmod,
        instruction.heredocs,
        origin || fingerprints.of(this.means.request.context, used),
      ]),
    );
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

  /** BuildKit's `--chown`: a name that is not in the image silently means root, a missing group the user's. */
  private owner(state: StageState, spec: string): Owner {
    const found = resolveOwner(state.fs, spec);
    if ('missing' in found) {
      const user = found.missing === 'group' ? resolveOwner(state.fs, spec.split(':')[0] ?? '') : found;
      return 'missing' in user ? { uid: 0, gid: 0 } : { uid: user.uid, gid: user.gid };
    }
    // Without a group, a number stands for both; a name brings its own group.
    const alone = !spec.includes(':') && /^\d+$/.test(spec);
    return { uid: found.uid, gid: alone ? found.uid : found.gid };
  }

  /** ADD of an address: the file's name is known, its size is not. */
  private download(state: StageState, remote: string[], target: string): void {
    for (const url of remote) {
      const folder = target.endsWith('/') || remote.length > 1;
      const at = posix.resolve('/', state.config.workdir, target);
      const path = folder ? posix.join(at, posix.basename(new URL(url).pathname)) : at;
      state.fs.put(path, { type: 'file', size: 0, mode: 0o600, uid: 0, gid: 0 });
      state.unknown.size ??= `how large ${posix.basename(path)} is, is not known`;
    }
  }

  /** ADD of a tar archive unpacks it; what is in it is not looked at. */
  private unpack(state: StageState, used: string[], target: string): void {
    for (const path of used.filter((one) => /\.(?:tar|tar\.gz|tgz|tar\.bz2|tbz2|tar\.xz|txz)$/.test(one))) {
      const at = posix.resolve('/', state.config.workdir, target);
      state.fs.remove(target.endsWith('/') ? posix.join(at, posix.basename(path)) : at);
      state.fs.folder(at);
      state.fs.change(state.fs.real(at), { open: true });
      state.unknown.size ??= `how much is in ${path} is not known`;
    }
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
