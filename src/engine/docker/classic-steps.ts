import type { Dockerfile } from '../../dockerfile/types.ts';
import { sanitise, sanitiseLine } from '../../text/sanitise.ts';
import type { BuildEvent, BuildStep, StepStatus } from '../types.ts';
import { LogLines } from './log-lines.ts';

const KEPT_LINES = 40;
/** `Step 3/17 : RUN x` (Docker) and `[1/2] STEP 3/4: RUN x`, `STEP 3: RUN x` (Podman). */
const STEP = /^(?:\[(?<stage>\d+)\/\d+\] )?STEP (?<index>\d+)(?:\/(?<count>\d+))?\s?: (?<instruction>.+)$/i;

/** `[2/2] COMMIT name` (Podman), `Successfully built 57e440eecf39` (Docker): the last step is over. */
const COMMIT = /^(?:\[\d+\/\d+\] )?(?:COMMIT\b|Successfully (?:built|tagged) )/;

/** Steps, as far as the text of a builder without BuildKit tells them: one after the other. */
export class ClassicSteps {
  readonly steps: BuildStep[] = [];
  /** The short id that Podman prints last, should no better one come. */
  imageId: string | undefined;
  private readonly tails = new Map<string, string[]>();
  private readonly lines = new LogLines();
  private stage = -1;
  private stageName = '0';
  private since = 0;
  /** The steps are over; what comes now is the builder's own talk. */
  private committed = false;

  constructor(
    private readonly onEvent: (event: BuildEvent) => void,
    private readonly dockerfile: Dockerfile | undefined,
  ) {}

  logOf(stepId: string): string[] {
    return this.tails.get(stepId) ?? [];
  }

  take(text: string): void {
    for (const line of this.lines.push(Buffer.from(text))) this.takeLine(line);
  }

  end(error: string | undefined): void {
    for (const line of this.lines.flush()) this.takeLine(line);
    // A RUN step fails where it is; what has no step yet (a syntax error) fails none.
    if (this.current?.status === 'running' || error === undefined) {
      this.finish(error === undefined ? 'done' : 'failed', error);
    }
  }

  private get current(): BuildStep | undefined {
    return this.steps.at(-1);
  }

  private takeLine(line: string): void {
    const step = STEP.exec(line);
    if (step?.groups) {
      this.finish('done');
      this.committed = false;
      this.begin(line, step.groups.instruction ?? '', step.groups.stage);
      return;
    }
    if (COMMIT.test(line)) {
      this.finish('done');
      this.committed = true;
      return;
    }
    if (/^\s*-+> Using cache/.test(line)) {
      this.finish('cached');
      return;
    }
    const id = /^(?:-+> )?([0-9a-f]{64})$/.exec(line.trim());
    if (id) this.imageId = id[1];
    if (this.committed || line.trim() === '' || /^\s*-+> /.test(line) || !this.current) return;
    const tail = [...this.logOf(this.current.id), line].slice(-KEPT_LINES);
    this.tails.set(this.current.id, tail);
    this.onEvent({ type: 'log', stepId: this.current.id, text: line });
  }

  private begin(line: string, instruction: string, stage: string | undefined): void {
    const from = /^FROM\s+\S+(?:\s+AS\s+(\S+))?/i.exec(instruction);
    if (from) {
      // Podman leaves out stages that nothing needs, and counts them all the same.
      this.stage = stage === undefined ? this.stage + 1 : Number(stage) - 1;
      this.stageName = from[1] ?? String(this.stage);
    }
    const at = this.lineOf(instruction);
    this.since = performance.now();
    this.steps.push({
      id: `step-${this.steps.length + 1}`,
      name: sanitiseLine(line, 500),
      stage: sanitiseLine(this.stageName),
      instruction: sanitise(instruction),
      ...(at === undefined ? {} : { line: at }),
      // Labels that are asked for with the build come as an instruction of the builder's own.
      internal:
        from !== null || (this.dockerfile !== undefined && at === undefined && /^LABEL /.test(instruction)),
      status: 'running',
      inputs: this.steps.slice(-1).map((before) => before.id),
    });
    this.say();
  }

  private finish(status: StepStatus, error?: string): void {
    const step = this.current;
    if (step?.status !== 'running') return;
    this.steps[this.steps.length - 1] = {
      ...step,
      status,
      ms: performance.now() - this.since,
      ...(error === undefined ? {} : { error: sanitise(error) }),
    };
    this.say();
  }

  private say(): void {
    if (this.current) this.onEvent({ type: 'step', step: this.current });
  }

  /** The instruction with this text in the stage at hand; builders print it with variables unresolved. */
  private lineOf(instruction: string): number | undefined {
    const squeeze = (text: string) => text.replace(/\s+/g, ' ').trim().toLowerCase();
    const stage = this.dockerfile?.stages[this.stage];
    const candidates = stage ? [stage.from, ...stage.instructions] : [];
    return candidates.find((one) => squeeze(one.text) === squeeze(instruction))?.line;
  }
}
