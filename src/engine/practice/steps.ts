import { makesStep } from '../../dockerfile/plan.ts';
import type { Instruction, Stage } from '../../dockerfile/types.ts';
import { sanitise, sanitiseLine } from '../../text/sanitise.ts';
import type { BuildEvent, BuildStep } from '../types.ts';

/** Keeps book of the steps of a predicted build, named and numbered as BuildKit does. */
export class StepBook {
  readonly steps: BuildStep[] = [];
  private readonly keys: string[] = [];

  constructor(
    private readonly single: boolean,
    /** Keys of steps that an earlier predicted build made. */
    private readonly cache: ReadonlySet<string>,
    private readonly onEvent: (event: BuildEvent) => void,
  ) {}

  /** A step begins; its `key` is asked for when it is done. */
  begin(stage: Stage, instruction: Instruction, text: string, key: () => string): void {
    this.finish();
    this.pending = key;
    const prefix = this.prefix(stage, instruction);
    const step: BuildStep = {
      id: `predicted-${this.steps.length}`,
      name: sanitiseLine(`${prefix ?? ''}${text}`, 500),
      stage: stage.name ?? String(stage.index),
      instruction: sanitise(text),
      line: instruction.line,
      // What is said of FROM tells nothing of the learner's own steps.
      internal: instruction.keyword === 'FROM' || prefix === undefined,
      status: 'running',
      inputs: this.steps.length === 0 ? [] : [`predicted-${this.steps.length - 1}`],
    };
    this.steps.push(step);
  }

  private pending: (() => string) | undefined;

  /** The step that was begun last has ended well: from the cache where an earlier build had it. */
  finish(): void {
    const key = this.pending?.();
    this.pending = undefined;
    if (key === undefined) return;
    // The same step of two stages is one step, made once.
    if (this.keys.includes(key)) this.steps.pop();
    else this.settle(this.cache.has(key) ? 'cached' : 'done');
    this.keys.push(key);
  }

  /** It failed. */
  fail(message: string): BuildStep | undefined {
    this.pending = undefined;
    return this.settle('failed', message);
  }

  private settle(status: BuildStep['status'], error?: string): BuildStep | undefined {
    const step = this.steps.at(-1);
    if (step?.status !== 'running') return undefined;
    const settled = { ...step, status, ...(error === undefined ? {} : { error }) };
    this.steps[this.steps.length - 1] = settled;
    this.onEvent({ type: 'step', step: settled });
    return settled;
  }

  /** The steps in the Dockerfile's order. */
  inOrder(): BuildStep[] {
    return [...this.steps].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  }

  /** Keys of all steps that ended well. */
  done(): readonly string[] {
    return this.keys;
  }

  /** `[builder 3/6]`; undefined in a stage without steps of its own, whose ONBUILD steps BuildKit does not number. */
  private prefix(stage: Stage, instruction: Instruction): string | undefined {
    const counted = stage.instructions.filter(makesStep).length;
    const total = counted + (instruction.keyword === 'FROM' || this.fromImage.has(stage.index) ? 1 : 0);
    if (instruction.keyword === 'FROM') this.fromImage.add(stage.index);
    if (total === 0) return undefined;
    const at = (this.counts.get(stage.index) ?? 0) + 1;
    this.counts.set(stage.index, at);
    const name = this.single && stage.name === undefined ? '' : `${stage.name ?? `stage-${stage.index}`} `;
    return `[${name}${at}/${total}] `;
  }

  private readonly counts = new Map<number, number>();
  private readonly fromImage = new Set<number>();
}
