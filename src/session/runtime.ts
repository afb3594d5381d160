import { join } from 'node:path';
import type { LabReport } from '../checks/types.ts';
import type { BuildEvent } from '../engine/types.ts';
import { EXIT, type ExitCode, Interrupted, LabError } from '../errors.ts';
import { isMeasured, withStep } from '../progress/record.ts';
import type { Progress } from '../progress/types.ts';
import { words } from '../text/words.ts';
import { Batch } from './batch.ts';
import type { Effect } from './effects.ts';
import { EngineListener } from './engine-listener.ts';
import type { JudgeFailure, SessionEvent } from './events.ts';
import { historyEffect } from './history-effects.ts';
import { LayerReading } from './layer-reading.ts';
import type { SessionPorts } from './ports.ts';
import { progressChange } from './record-effects.ts';
import { reduce } from './reduce.ts';
import { ScanRunner } from './scan-runner.ts';
import { labOf } from './select.ts';
import type { JudgeHow, SessionState } from './state.ts';

type Listener = () => void;
type Of<Type extends Effect['type']> = Extract<Effect, { type: Type }>;

/**
 * Runs a session: takes events in, keeps the state, does the effects through the ports. The views
 * subscribe; nothing here knows of a terminal.
 */
export class Session {
  /** Resolves with the exit code when the session is over and everything is saved. */
  readonly done: Promise<ExitCode>;
  private finish: (code: ExitCode) => void = () => {};
  private readonly listeners = new Set<Listener>();
  private readonly rounds = new Map<string, AbortController>();
  private saving: Promise<unknown> = Promise.resolve();
  private unwatch: { lab: string; stop: () => Promise<void> } | undefined;
  private readonly listener: EngineListener;
  private readonly layers: LayerReading;
  private readonly scans: ScanRunner;
  private over = false;

  constructor(
    private current: SessionState,
    private readonly ports: SessionPorts,
  ) {
    this.done = new Promise((resolve) => {
      this.finish = resolve;
    });
    this.listener = new EngineListener(
      ports.engine,
      (event) => this.dispatch(event),
      () => {
        // A round that is under way says so itself, and must not have its engine closed.
        if (this.rounds.size === 0) this.run({ type: 'find-engine' });
      },
    );
    this.layers = new LayerReading(ports.images, (event) => this.dispatch(event));
    this.scans = new ScanRunner(ports.scan, (event) => this.dispatch(event));
  }

  get state(): SessionState {
    return this.current;
  }

  /** @returns unsubscribes */
  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Begins: looks for the engine, and does what the first state asks for. */
  start(effects: Effect[]): void {
    for (const text of this.ports.progress.warnings.splice(0)) this.warn(text);
    for (const effect of effects) this.run(effect);
  }

  dispatch(event: SessionEvent): void {
    if (this.over) return;
    const { state, effects } = reduce(this.current, { ...event, at: this.ports.now() });
    const changed = state !== this.current;
    this.current = state;
    if (changed) for (const listener of [...this.listeners]) listener();
    for (const effect of effects) this.run(effect);
  }

  /** Absolute path of a file of a lab. */
  pathOf(lab: string, file: string): string {
    return join(this.ports.workspace.labDir(labOf(this.current, lab)), file);
  }

  private warn(text: string): void {
    this.dispatch({ type: 'notice', notice: { kind: 'warn', text } });
  }

  private run(effect: Effect): void {
    const change = progressChange(effect, this.current);
    if (effect.type === 'record') this.keepAttempt(effect);
    if (change) this.save(change);
    else void this.perform(effect);
  }

  /** A round on the files alone is none; what only an image that was noticed says may be one. */
  private keepAttempt({ report, counts }: Of<'record'>): void {
    if (!counts && !isMeasured(report)) return;
    this.saving = this.saving.then(async () => {
      const problem = await this.ports.attempts.record(report, counts);
      if (problem) this.warn(problem);
      this.run({ type: 'read-attempts', lab: report.lab });
    });
  }

  private async perform(effect: Effect): Promise<void> {
    const history = historyEffect(effect, this.ports, this.current);
    if (history) return this.attempt(history, (event) => this.dispatch(event));
    switch (effect.type) {
      case 'judge':
        return this.judge(effect);
      case 'cancel-build':
        return this.rounds.get('build')?.abort(new Interrupted());
      case 'reset-lab':
        return this.reset(effect.lab);
      case 'open-editor':
        return this.edit(effect);
      case 'read-file':
        return this.readFile(effect);
      case 'read-images':
        return this.readImages(effect.lab);
      case 'read-layers':
        return this.layers.read(effect.key, effect.ref);
      case 'cancel-layers':
        return this.layers.cancel();
      case 'scan':
        return this.scans.scan(labOf(this.current, effect.lab), effect.tag);
      case 'cancel-scans':
        return this.scans.cancel();
      case 'watch':
        return this.watch(effect.lab);
      case 'find-engine':
        return this.findEngine();
      case 'run-doctor':
        return this.attempt(this.ports.doctor(), (findings) => this.dispatch({ type: 'findings', findings }));
      case 'quit':
        return this.quit(effect.interrupted);
    }
  }

  /** Awaits what a port does; its error is said, never thrown. */
  private async attempt<Value>(work: Promise<Value>, then: (value: Value) => void): Promise<void> {
    try {
      then(await work);
    } catch (error) {
      if (!(error instanceof Interrupted)) this.warn(sentence(error));
    }
  }

  private async judge({ lab: id, how }: Of<'judge'>): Promise<void> {
    const key = how === 'build' ? 'build' : `${how} ${id}`;
    this.rounds.get(key)?.abort(new Interrupted());
    if (how === 'build') this.leave(`look ${id}`); // the build measures all of it anew
    const controller = new AbortController();
    this.rounds.set(key, controller);
    const batch = new Batch<[string, BuildEvent]>((events) =>
      this.dispatch({ type: 'build-events', lab: id, events }),
    );
    const judged = (report: LabReport) => {
      if (this.rounds.get(key) === controller) this.dispatch({ type: 'judged', lab: id, how, report });
    };
    try {
      const report = await this.ports.judge.judge({
        lab: labOf(this.current, id),
        how,
        onBuildEvent: (image, event) => how === 'build' && batch.add([image, event]),
        onEarly: judged,
        signal: controller.signal,
      });
      batch.flush();
      judged(report);
    } catch (error) {
      batch.flush();
      if (this.rounds.get(key) === controller) this.failed(id, how, error, controller.signal.aborted);
    } finally {
      if (this.rounds.get(key) === controller) this.rounds.delete(key);
    }
  }

  private leave(key: string): void {
    this.rounds.get(key)?.abort(new Interrupted());
    this.rounds.delete(key);
  }

  private failed(lab: string, how: JudgeHow, error: unknown, aborted: boolean): void {
    const known = error instanceof LabError ? error : undefined;
    const cause: JudgeFailure = aborted
      ? 'interrupted'
      : known?.code === 'engine-lost' || known?.code === 'engine-stale'
        ? 'engine-lost'
        : known?.code === 'bad-course' || known?.code === 'bad-file'
          ? 'course'
          : 'engine';
    const problem = { message: known?.message ?? sentence(error), tryNext: known?.tryNext ?? '' };
    this.dispatch({ type: 'judge-failed', lab, how, problem, cause });
  }

  /** Saves one after the other; a save that fails is said and kept by the store. */
  private save(change: (progress: Progress) => Progress): void {
    this.saving = this.saving.then(async () => {
      try {
        const progress = await this.ports.progress.update(change);
        const problem = this.ports.progress.saveProblem;
        this.dispatch({ type: 'progress', progress, ...(problem ? { problem } : {}) });
        for (const text of this.ports.progress.warnings.splice(0)) this.warn(text);
      } catch (error) {
        this.warn(sentence(error));
      }
    });
  }

  private async reset(id: string): Promise<void> {
    const lab = labOf(this.current, id);
    await this.attempt(this.ports.workspace.reset(lab), ({ backup }) => {
      this.save((progress) =>
        lab.steps.reduce(
          (now, step) => withStep(now, id, step.id, () => ({ status: 'open', verdicts: [] })),
          progress,
        ),
      );
      this.dispatch({ type: 'lab-reset', lab: id, backup });
    });
  }

  private async edit({ lab, file, line }: Of<'open-editor'>): Promise<void> {
    await this.attempt(this.ports.editor.open(this.pathOf(lab, file), line), (notice) => {
      if (notice) this.dispatch({ type: 'notice', notice });
    });
  }

  private async readFile({ lab, file }: Of<'read-file'>): Promise<void> {
    await this.attempt(this.ports.workspace.lines(labOf(this.current, lab), file), (lines) =>
      this.dispatch({ type: 'file-read', lab, file, lines }),
    );
  }

  private async readImages(id: string): Promise<void> {
    await this.attempt(this.ports.images.ofLab(labOf(this.current, id)), (images) =>
      this.dispatch({ type: 'images', lab: id, images }),
    );
  }

  private async watch(id: string): Promise<void> {
    if (this.unwatch?.lab === id) return;
    const before = this.unwatch;
    const dir = this.ports.workspace.labDir(labOf(this.current, id));
    const stop = this.ports.watch.watch(
      dir,
      (files) => this.dispatch({ type: 'files-changed', lab: id, files }),
      (watching) => {
        this.dispatch({ type: 'watch', watching });
        if (watching === 'failed') this.warn(words.watchFailed);
      },
    );
    this.unwatch = { lab: id, stop };
    await before?.stop();
  }

  private async findEngine(): Promise<void> {
    const had = this.current.engine.kind === 'real';
    const found = await this.ports.engine.find();
    const gone = had && found.kind === 'practice' && !found.chosen;
    const engine = gone ? { kind: 'lost' as const, reason: found.reason, tryNext: found.tryNext } : found;
    this.dispatch({ type: 'engine', engine });
    if (engine.kind === 'real' && !this.current.quitting) this.listener.listen();
  }

  private async quit(interrupted: boolean): Promise<void> {
    for (const round of this.rounds.values()) round.abort(new Interrupted());
    this.listener.stop();
    this.layers.cancel();
    this.scans.cancel();
    await this.saving;
    if (this.ports.progress.saveProblem) await this.ports.progress.flush();
    this.over = true;
    await Promise.allSettled([this.unwatch?.stop(), this.ports.engine.close()]);
    this.finish(interrupted ? EXIT.interrupted : EXIT.ok);
  }
}

function sentence(error: unknown): string {
  if (error instanceof LabError) return `${error.message} ${error.tryNext}`;
  return error instanceof Error ? error.message : String(error);
}
