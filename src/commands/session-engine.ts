import { setTimeout as sleep } from 'node:timers/promises';
import type { Course } from '../course/types.ts';
import type { EngineChoice } from '../engine/choice.ts';
import type { PracticeImages } from '../engine/practice/engine.ts';
import type { Engine, EngineEvent } from '../engine/types.ts';
import { EXIT, LabError } from '../errors.ts';
import type { EnginePort } from '../session/ports.ts';
import type { EngineState } from '../session/state.ts';

/** How long a build waits for an engine that was not there a moment ago: a host that is down takes half a minute. ms */
const GLANCE = 1500;

type Practice = Extract<EngineState, { kind: 'practice' }>;

/** The engines of a session: the practice engine always, a real one once it is found. */
export class SessionEngine implements EnginePort {
  private real: Engine | undefined;
  private readonly predicted: PracticeImages = new Map();
  private predicting: Promise<Engine> | undefined;
  private practising: Promise<Engine> | undefined;
  private searching: Promise<EngineState> | undefined;
  private looking = false;
  /** The last look ended without an engine, and there had been none before. */
  private absent = false;
  /** Set when a look for the engine that was there found none: whoever began to build with it shall not practise. */
  private gone: LabError | undefined;

  constructor(
    private readonly course: Course,
    private readonly choice: EngineChoice,
  ) {}

  /**
   * The practice engine that files are judged with as they are saved. Where there is no real one, another builds, which has
   * the same images but a cache of its own: a learner's first build would show all its steps as cached.
   */
  prediction(): Promise<Engine> {
    this.predicting ??= this.practice();
    return this.predicting;
  }

  private async practice(): Promise<Engine> {
    const { practiceEngineFor } = await import('./practice.ts');
    return practiceEngineFor(this.course, { images: this.predicted });
  }

  /**
   * The real engine where there is one, else the practice engine; waits while one is being looked for, but not long for
   * one that was not there before: it is used from when it is found.
   *
   * @throws LabError `engine-lost` where there was one when it was last looked for; the next look starts afresh
   */
  async best(): Promise<Engine> {
    const glance = this.absent ? [sleep(GLANCE, undefined, { ref: false })] : [];
    await Promise.race([this.searching, ...glance]);
    if (this.gone) throw this.gone;
    if (this.real) return this.real;
    this.practising ??= this.practice();
    return this.practising;
  }

  /** While one look is under way, another is the same. */
  find(): Promise<EngineState> {
    if (this.looking && this.searching) return this.searching;
    this.looking = true;
    this.searching = this.search().finally(() => {
      this.looking = false;
      this.absent = this.real === undefined && this.gone === undefined;
    });
    return this.searching;
  }

  private async search(): Promise<EngineState> {
    const before = this.real;
    this.real = undefined;
    this.gone = undefined;
    await before?.close();
    const chosen = this.choice === 'practice';
    if (chosen) return { kind: 'practice', reason: '', tryNext: '', tried: [], chosen };
    const [{ discoverEngine }, { explainAttempts }] = await Promise.all([
      import('../engine/discover.ts'),
      import('../engine/explain.ts'),
    ]);
    const found = await discoverEngine({ choice: this.choice });
    const explained = explainAttempts(found.tried);
    const tried = found.tried.map(({ endpoint, foundBy, detail }) =>
      endpoint && !endpoint.endsWith(foundBy)
        ? `${foundBy} (${endpoint}): ${detail}`
        : `${foundBy}: ${detail}`,
    );
    const none: Practice = {
      kind: 'practice',
      reason: explained.summary,
      tryNext: explained.tryNext,
      tried,
      chosen,
    };
    if (!found.engine) return this.lost(before, none);
    try {
      const info = await found.engine.info();
      this.real = found.engine;
      return { kind: 'real', info };
    } catch (error) {
      await found.engine.close();
      return this.lost(before, { ...none, reason: error instanceof Error ? error.message : String(error) });
    }
  }

  private lost(before: Engine | undefined, none: Practice): Practice {
    if (before) this.gone = new LabError('engine-lost', none.reason, none.tryNext, EXIT.cannotJudge);
    return none;
  }

  async *events(signal: AbortSignal): AsyncIterable<EngineEvent> {
    if (this.real) yield* this.real.events(signal);
  }

  async close(): Promise<void> {
    // An engine that is found after the end is closed then; nobody waits for that.
    if (this.searching) void this.searching.then(() => this.real?.close());
    await Promise.all([this.predicting, this.practising].map(async (engine) => (await engine)?.close()));
  }
}
