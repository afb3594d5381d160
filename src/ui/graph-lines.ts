import type { StepStatus } from '../engine/types.ts';
import { type BuildGraph, type GraphStage, type GraphStep, stageStatus } from '../session/build-graph.ts';
import { formatBytes, formatDuration } from '../text/units.ts';
import { columnsOf, cut, padEnd, padStart } from '../text/width.ts';
import { words } from '../text/words.ts';
import { type LaneRow, laneCells } from './graph-lanes.ts';
import type { Theme } from './theme.ts';

/** What the lines are drawn for. */
export interface GraphLook {
  theme: Theme;
  width: number;
  /** Of the spinner. */
  frame: number;
  /** Milliseconds since the epoch: how long a running step has run. */
  now: number;
}

/** A line of the graph, and what the step or folded stage on it is at. */
export interface GraphLine {
  text: string;
  status: StepStatus;
}

interface Row extends LaneRow {
  stage: string;
  text: string;
  status: StepStatus;
  right: string;
}

const ROOMY = 76;
/** Longer names of stages are cut. */
const STAGE = { roomy: 12, narrow: 8 };

/**
 * The stages of a build with their steps, and the lines that lead from a stage to the steps that take files from it.
 *
 * @param folded stages that are one line each
 */
export function graphLines(graph: BuildGraph, folded: ReadonlySet<GraphStage>, look: GraphLook): GraphLine[] {
  const { theme, width } = look;
  const roomy = width >= ROOMY;
  const rows = graph.stages.flatMap((stage) =>
    folded.has(stage)
      ? [foldedRow(stage)]
      : stage.steps.map((step, index) => stepRow(stage, step, index, roomy, look)),
  );
  const lanes = theme.spoken ? rows.map(() => '') : laneCells(rows);
  const stageWidth = Math.min(
    roomy ? STAGE.roomy : STAGE.narrow,
    Math.max(0, ...rows.map(({ stage }) => columnsOf(stage))),
  );
  // Times stand in a column; what a step transfers stands before its own, and takes room from that step alone.
  const rightOfRow = ({ right }: Row) => columnsOf(theme.glyphs(right));
  const column = Math.max(6, ...rows.filter(({ status }) => status !== 'running').map(rightOfRow));
  return rows.map((row, index) => {
    const { stage, text, status, right } = row;
    const rightWidth = Math.max(column, rightOfRow(row));
    const name = theme.dim(padEnd(theme.glyphs(stage), stageWidth, theme.ascii));
    const head = `  ${name} ${theme.dim(theme.glyphs(lanes[index] ?? ''))}${theme.step(status, look.frame)} `;
    const room = Math.max(8, width - columnsOf(head) - rightWidth - 1);
    const said = padEnd(theme.glyphs(text), room, theme.ascii);
    const quiet = status === 'cached' || status === 'waiting' || status === 'cancelled';
    const tail =
      status === 'failed'
        ? theme.bad(padStart(theme.glyphs(right), rightWidth))
        : theme.dim(padStart(theme.glyphs(right), rightWidth));
    return { text: cut(`${head}${quiet ? theme.dim(said) : said} ${tail}`, width, theme.ascii), status };
  });
}

function stepRow(stage: GraphStage, step: GraphStep, index: number, roomy: boolean, look: GraphLook): Row {
  return {
    stage: index === 0 ? stageName(stage) : '',
    text: step.text.replace(/\\\n/g, ' ').replace(/\s+/g, ' ').trim(),
    status: step.status,
    right: rightOf(step, roomy, look),
    takes: step.takes,
    ...(index === stage.steps.length - 1 ? { ends: stage.name } : {}),
  };
}

function foldedRow(stage: GraphStage): Row {
  const ms = stage.steps.reduce((sum, { step }) => sum + (step?.ms ?? 0), 0);
  const status = stageStatus(stage);
  return {
    stage: stageName(stage),
    text: words.build.steps(stage.steps.length),
    status,
    right: status === 'done' ? formatDuration(ms) : statusWord(status),
    takes: [...new Set(stage.steps.flatMap(({ takes }) => takes))],
    ends: stage.name,
  };
}

const stageName = ({ name }: GraphStage) => (/^\d+$/.test(name) ? words.build.stage(name) : name);

/** What a step has transferred, and how long it took or has taken so far. */
function rightOf(graphStep: GraphStep, roomy: boolean, { now }: GraphLook): string {
  const { step, status, image, shared } = graphStep;
  if (shared && status === 'done') return words.build.shared;
  const all = Object.values((step && image.transfers[step.id]) ?? {}).filter(({ total }) => total > 0);
  const current = all.reduce((sum, one) => sum + one.current, 0);
  const total = all.reduce((sum, one) => sum + one.total, 0);
  const since = step && image.since[step.id];
  if (status === 'running') {
    const time = since === undefined ? '' : formatDuration(Math.max(0, now - since));
    if (total === 0) return time;
    if (!roomy) return `${Math.floor((100 * current) / total)} %`;
    return `${formatBytes(current)} / ${formatBytes(total)}  ${time}`;
  }
  const took = step?.ms === undefined ? '' : formatDuration(step.ms);
  if (status === 'done') return total > 0 && roomy ? `${formatBytes(total)}  ${took}` : took;
  const ended = status === 'failed' || (status === 'cancelled' && step?.ms !== undefined);
  return ended && roomy && took ? `${statusWord(status)}  ${took}` : statusWord(status);
}

function statusWord(status: StepStatus): string {
  if (status === 'cached') return words.build.cached;
  if (status === 'failed') return words.build.failed;
  if (status === 'cancelled') return words.build.cancelled;
  return '';
}

/**
 * Which stages to fold so that everything fits: first those that are over, then those whose turn is last; never one that
 * runs or failed.
 *
 * @param rows how many rows there are for the steps
 */
export function foldFor(stages: readonly GraphStage[], rows: number): ReadonlySet<GraphStage> {
  const folded = new Set<GraphStage>();
  const height = () => stages.reduce((sum, stage) => sum + (folded.has(stage) ? 1 : stage.steps.length), 0);
  const of = (...wanted: StepStatus[]) => stages.filter((stage) => wanted.includes(stageStatus(stage)));
  for (const stage of [...of('cached', 'done'), ...of('waiting', 'cancelled').toReversed()]) {
    if (height() <= rows) break;
    if (stage.steps.length > 1) folded.add(stage);
  }
  return folded;
}
