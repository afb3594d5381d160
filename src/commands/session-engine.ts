import type { Course } from '../course/types.ts';
import type { EngineChoice } from '../engine/choice.ts';
import type { Engine, EngineEvent } from '../engine/types.ts';
import { EXIT, LabError } from '../errors.ts';
import type { EnginePort } from '../session/ports.ts';
import type { EngineState } from '../session/state.ts';

type Practice = Extract<EngineState, { kind: 'practice' }>;

/** The engines of a session: the practice engine always, a real one once it is found. */
export class SessionEngine implements EnginePort {
  private real: Engine | undefined;
  private practising: Promise<Engine> | undefined;
  private searching: Promise<EngineState> | undefined;
  /** Set when a look for the engine that was there found none: whoever began to build with it shall not practise. */
  private gone: LabError | undefined;

  constructor(
    private readonly course: Course,
    private readonly choice: EngineChoice,
  ) {}

  practice(): Promise<Engine> {
    this.practising ??= import('./practice.ts').then(({ practiceEngineFor }) =>
      practiceEngineFor(this.course),
    );
    return this.practising;
  }

  /**
   * The real engine where there is one, else the practice engine; waits while one is being looked for.
   *
   * @throws LabError `engine-lost` where there was one when it was last looked for; the next look starts afresh
   */
  async best(): Promise<Engine> {
    await this.searching;
    if (this.gone) throw this.gone;
    return this.real ?? this.practice();
  }

  find(): Promise<EngineState> {
    this.searching = this.search();
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
    await (await this.practising)?.close();
  }
}
