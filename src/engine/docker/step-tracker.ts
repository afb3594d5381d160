import { sanitise, sanitiseLine } from '../../text/sanitise.ts';
import type { BuildEvent, BuildStep, BuildWarning, StepStatus } from '../types.ts';
import type { Trace, TraceVertex, TraceWarning } from './buildkit-trace.ts';
import { LogLines } from './log-lines.ts';
import type { StepPlace } from './step-line.ts';
import { parseStepName } from './step-name.ts';

/** Lines of a step's log that are kept for the failure. */
const KEPT_LINES = 40;

/** What each build does first, and no two of them together. */
const FIRST_STEP = '[internal] load build definition';

interface Tracked {
  step: BuildStep;
  lines: LogLines;
  tail: string[];
}

/** Turns the traces of a build into steps, and says each change as an event. */
export class StepTracker {
  private readonly tracked = new Map<string, Tracked>();
  private readonly warned = new Map<string, BuildWarning>();
  /** When this build began, by the engine's clock. */
  private begun = 0;

  constructor(
    private readonly onEvent: (event: BuildEvent) => void,
    /** Where in the Dockerfile a vertex belongs. */
    private readonly placeOf: (name: string) => StepPlace | undefined = () => undefined,
  ) {}

  /** In the order of the Dockerfile: the engine names them in any, often the last one first. */
  get steps(): BuildStep[] {
    return [...this.tracked.values()].map(({ step }) => step).sort((a, b) => place(a) - place(b));
  }

  get warnings(): BuildWarning[] {
    return [...this.warned.values()];
  }

  /** The first step that failed by itself (not because another did). */
  get failed(): BuildStep | undefined {
    return this.steps.find((step) => step.status === 'failed');
  }

  /** The last lines of a step's log. */
  logOf(stepId: string): string[] {
    return this.tracked.get(stepId)?.tail ?? [];
  }

  take(trace: Trace): void {
    for (const vertex of trace.vertexes) this.takeVertex(vertex);
    for (const { vertex, message } of trace.logs) {
      const tracked = this.tracked.get(vertex);
      if (tracked) this.say(tracked, tracked.lines.push(message));
    }
    for (const { vertex, id, name, current, total } of trace.statuses) {
      if (!this.tracked.has(vertex)) continue;
      this.onEvent({ type: 'transfer', stepId: vertex, label: sanitiseLine(id || name), current, total });
    }
    for (const warning of trace.warnings) this.takeWarning(warning);
  }

  /**
   * Says what is left of the logs, and of a build that succeeded how its last steps went. BuildKit does equal work of
   * two builds once and tells one of them only (it merges the edges of its graph): what the other never heard the end
   * of did not run for it.
   */
  end({ succeeded }: { succeeded: boolean }): void {
    for (const tracked of this.tracked.values()) {
      this.say(tracked, tracked.lines.flush());
      const { status } = tracked.step;
      if (succeeded && (status === 'waiting' || status === 'running'))
        this.change(tracked, { ...tracked.step, status: 'cached' });
    }
  }

  private takeVertex(vertex: TraceVertex): void {
    if (vertex.name.startsWith(FIRST_STEP)) this.begun ||= vertex.started ?? 0;
    const known = this.tracked.get(vertex.digest);
    const step = stepOf(vertex, known?.step ?? this.newStep(vertex), this.begun);
    const tracked = known ?? { step, lines: new LogLines(), tail: [] };
    if (vertex.completed !== undefined) this.say(tracked, tracked.lines.flush());
    this.tracked.set(vertex.digest, tracked);
    if (known) this.change(known, step);
    else this.onEvent({ type: 'step', step });
  }

  private change(tracked: Tracked, step: BuildStep): void {
    const { step: before } = tracked;
    tracked.step = step;
    if (before.status !== step.status || before.ms !== step.ms || before.error !== step.error)
      this.onEvent({ type: 'step', step });
  }

  private newStep({ digest, name, inputs }: TraceVertex): BuildStep {
    const parsed = parseStepName(name);
    const known = this.placeOf(name);
    return {
      id: digest,
      name: sanitiseLine(name, 500),
      ...(parsed
        ? { stage: sanitiseLine(known?.stage ?? parsed.stage), instruction: sanitise(parsed.instruction) }
        : {}),
      ...(known ? { line: known.line } : {}),
      // What FROM says about the cache tells nothing about the learner's own steps.
      internal: !parsed || /^FROM\s/i.test(parsed.instruction),
      status: 'waiting',
      inputs,
    };
  }

  private say(tracked: Tracked, lines: string[]): void {
    if (lines.length === 0) return;
    tracked.tail = [...tracked.tail, ...lines].slice(-KEPT_LINES);
    this.onEvent({ type: 'log', stepId: tracked.step.id, text: lines.join('\n') });
  }

  private takeWarning(raw: TraceWarning): void {
    const warning = warningOf(raw);
    const key = `${warning.rule} ${warning.line} ${warning.message}`;
    if (this.warned.has(key)) return;
    this.warned.set(key, warning);
    this.onEvent({ type: 'warning', warning });
  }
}

/** Internal steps come before the Dockerfile's own, what exports the image after them. */
function place({ line, name, internal }: BuildStep): number {
  if (line !== undefined) return line;
  return internal && !name.startsWith('exporting') ? 0 : Number.MAX_SAFE_INTEGER;
}

function stepOf(vertex: TraceVertex, before: BuildStep, begun: number): BuildStep {
  const { ms: _, error: __, ...rest } = before;
  const { started, completed } = vertex;
  // Another build's, which still goes on: its steps are told to whoever joins, with their own times.
  const earlier = completed !== undefined && completed < begun;
  const ran = started !== undefined && completed !== undefined && !earlier;
  return {
    ...rest,
    status: earlier && !vertex.error ? 'cached' : statusOf(vertex),
    ...(ran ? { ms: Math.max(0, completed - started) } : {}),
    ...(vertex.error ? { error: sanitise(vertex.error) } : {}),
  };
}

function statusOf({ error, started, completed, cached }: TraceVertex): StepStatus {
  if (error) return /context canceled|context cancelled/.test(error) ? 'cancelled' : 'failed';
  // Also before its end: what is in the cache may still have to be fetched from it.
  if (cached) return 'cached';
  if (completed !== undefined) return 'done';
  return started !== undefined ? 'running' : 'waiting';
}

/** `FromAsCasing: 'as' and 'FROM' keywords' casing do not match (line 1)` */
function warningOf({ short, url, line }: TraceWarning): BuildWarning {
  const match = /^(?<rule>[A-Za-z][A-Za-z0-9]*): (?<message>[\s\S]*?)(?: \(line (?<line>\d+)\))?$/.exec(
    short,
  );
  const at = line ?? (match?.groups?.line ? Number(match.groups.line) : undefined);
  return {
    rule: sanitiseLine(match?.groups?.rule ?? 'BuildKit'),
    message: sanitiseLine(match?.groups?.message ?? short, 500),
    ...(at === undefined ? {} : { line: at }),
    ...(url ? { url: sanitiseLine(url) } : {}),
  };
}
