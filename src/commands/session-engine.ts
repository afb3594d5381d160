import type { Course } from '../course/types.ts';
import type { EngineChoice } from '../engine/choice.ts';
import type { Engine, EngineEvent } from '../engine/types.ts';
import type { EnginePort } from '../session/ports.ts';
import type { EngineState } from '../session/state.ts';

/** The engines of a session: the practice engine always, a real one once it is found. */
export class SessionEngine implements EnginePort {
  private real: Engine | undefined;
  private practising: Promise<Engine> | undefined;
  private searching: Promise<EngineState> | undefined;

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

  /** The real engine where there is one; waits while it is being looked for. */
  async best(): Promise<Engine> {
    await this.searching;
    return this.real ?? this.practice();
  }

  find(): Promise<EngineState> {
    this.searching = this.search();
    return this.searching;
  }

  private async search(): Promise<EngineState> {
    const before = this.real;
    this.real = undefined;
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
    const none: EngineState = {
      kind: 'practice',
      reason: explained.summary,
      tryNext: explained.tryNext,
      tried,
      chosen,
    };
    if (!found.engine) return none;
    try {
      const info = await found.engine.info();
      this.real = found.engine;
      return { kind: 'real', info };
    } catch (error) {
      await found.engine.close();
      return { ...none, reason: error instanceof Error ? error.message : String(error) };
    }
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
