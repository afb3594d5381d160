import type { Course, Lab } from '../course/types.ts';
import type { EngineChoice } from '../engine/choice.ts';
import { discoverEngine } from '../engine/discover.ts';
import { explainAttempts } from '../engine/explain.ts';
import type { Engine, EngineEvent } from '../engine/types.ts';
import type { ImageFacts } from '../image/types.ts';
import type { EnginePort } from '../session/ports.ts';
import type { EngineState } from '../session/state.ts';
import { practiceEngineFor } from './practice.ts';

/** The engines of a session: the practice engine always, a real one once it is found. */
export class SessionEngine implements EnginePort {
  private real: Engine | undefined;
  private practising: Engine | undefined;

  constructor(
    private readonly course: Course,
    private readonly choice: EngineChoice,
  ) {}

  practice(): Engine {
    this.practising ??= practiceEngineFor(this.course);
    return this.practising;
  }

  /** The real engine where there is one. */
  best(): Engine {
    return this.real ?? this.practice();
  }

  async find(): Promise<EngineState> {
    const before = this.real;
    this.real = undefined;
    await before?.close();
    const chosen = this.choice === 'practice';
    if (chosen) return { kind: 'practice', reason: '', tryNext: '', tried: [], chosen };
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

  async images(lab: Lab, signal: AbortSignal): Promise<ImageFacts[]> {
    const engine = this.best();
    const tags = Object.values(lab.manifest.images).map((image) => image.tag);
    const found = await Promise.all(tags.map((tag) => engine.image(tag, signal)));
    return found.filter((image) => image !== undefined);
  }

  async close(): Promise<void> {
    await this.real?.close();
    await this.practising?.close();
  }
}
