import type { Instruction, Stage } from '../../dockerfile/types.ts';
import { sanitiseLine } from '../../text/sanitise.ts';
import type { BuildEvent, BuildStep } from '../types.ts';

const COUNTED = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR']);

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
  begin(stage: Stage, instruction: Instruction, key: () => string): void {
    this.finish();
    this.pending = key;
    const step: BuildStep = {
      id: `predicted-${this.steps.length}`,
      name: sanitiseLine(`${this.prefix(stage, instruction)} ${instruction.text}`),
      stage: stage.name ?? String(stage.index),
      instruction: sanitiseLine(instruction.text),
      internal: false,
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
    this.keys.push(key);
    this.settle(this.cache.has(key) ? 'cached' : 'done');
  }

  /** It failed. */
  fail(message: string): BuildStep | undefined {
    this.pending = undefined;
    return this.settle('failed', message);
  }

  private settle(status: BuildStep['status'], error?: string): BuildStep | undefined {
    const step = this.steps.at(-1);
    if (step?.status !== 'running') return undefined;
    const settled = { ...step, status, ms: 0, ...(error === undefined ? {} : { error }) };
    this.steps[this.steps.length - 1] = settled;
    this.onEvent({ type: 'step', step: settled });
    return settled;
  }

  /** Keys of all steps that ended well. */
  done(): readonly string[] {
    return this.keys;
  }

  private prefix(stage: Stage, instruction: Instruction): string {
    const counted = stage.instructions.filter((one) => COUNTED.has(one.keyword));
    const base = stage.baseStage === undefined && stage.base !== 'scratch' ? [stage.from] : [];
    const all = [...base, ...counted];
    const at = all.indexOf(instruction);
    const name = this.single && stage.name === undefined ? '' : `${stage.name ?? `stage-${stage.index}`} `;
    return at < 0 ? `[${name.trim()} ONBUILD]` : `[${name}${at + 1}/${all.length}]`;
  }
}
