import { stageWords } from '../checks/pipeline/stages.ts';
import type { LabReport, StepReport, Verdict, VerdictStatus } from '../checks/types.ts';
import type { Course } from '../course/types.ts';
import type { EngineInfo } from '../engine/types.ts';
import type { ChecklistItem } from '../progress/summary.ts';
import { glyph, type Pen, paint } from './paint.ts';

interface CheckReport {
  course: Course;
  reports: LabReport[];
  engine: EngineInfo;
  checklist: ChecklistItem[];
  summary: Record<VerdictStatus, number>;
}

/** `check` for people: what holds in a line each, what does not with its evidence and what to try. */
export function checkView({ course, reports, engine, checklist, summary }: CheckReport, pen: Pen): string[] {
  return [
    paint(pen, 'dim', engineLine(engine)),
    ...reports.flatMap((report) => labLines(course, report, pen)),
    '',
    checklist.map((item) => `${glyph(pen, item.status)} ${item.title}`).join('   '),
    '',
    summaryLine(summary),
  ];
}

function engineLine(engine: EngineInfo): string {
  if (engine.kind === 'practice') return 'practice engine: everything here is predicted, nothing was built';
  return `${engine.kind} ${engine.version}, ${engine.buildkit ? 'BuildKit' : 'no BuildKit'}, found by ${engine.foundBy}`;
}

function labLines(course: Course, report: LabReport, pen: Pen): string[] {
  const lab = course.labs.find((one) => one.id === report.lab);
  const title = (id: string) => lab?.steps.find((step) => step.id === id)?.title ?? id;
  return [
    '',
    `${glyph(pen, report.status)} ${paint(pen, 'bold', lab ? `${lab.number} ${lab.manifest.title}` : report.lab)}`,
    ...report.steps.flatMap((step) => stepLines(step, title(step.id), pen)),
  ];
}

function stepLines(step: StepReport, title: string, pen: Pen): string[] {
  return [
    '',
    `  ${glyph(pen, step.status)} ${step.id}  ${paint(pen, 'dim', title)}`,
    ...step.checks.flatMap((verdict) => verdictLines(verdict, pen)),
  ];
}

/** A verdict as lines: one when it holds, its whole story when it does not. */
export function verdictLines(verdict: Verdict, pen: Pen): string[] {
  const note = [
    verdict.confidence === 'predicted' ? 'predicted' : '',
    verdict.required ? '' : 'optional',
  ].filter(Boolean);
  const marks = note.length > 0 ? paint(pen, 'dim', `  (${note.join(', ')})`) : '';
  const head = [
    `    ${glyph(pen, verdict.status)} ${verdict.id.padEnd(18)} ${verdict.actual}${marks}`,
    ...stageLines(verdict, pen),
  ];
  if (verdict.status === 'pass') return head;
  const row = (label: string, text: string | undefined) =>
    text ? [`        ${paint(pen, 'dim', label.padEnd(9))}${text}`] : [];
  if (verdict.status === 'unknown' || verdict.status === 'error')
    return [...head, ...row('try', verdict.tryNext)];
  return [
    ...head,
    ...row('expected', verdict.expected),
    ...verdict.evidence.flatMap((one) => row('at', `${place(one)}${one.text}`)),
    ...row('why', verdict.why),
    ...row('see it', verdict.seeIt),
    ...row('try', verdict.tryNext),
  ];
}

const OUTCOMES = { done: 'pass', failed: 'fail', open: 'open' } as const;

/** A pipeline's runs, a line each: `✓ vulnerable image  ✓ build 1.2 s → ✗ scan 0.1 s exit 10 → · push`. */
function stageLines({ stages = [] }: Verdict, pen: Pen): string[] {
  const width = Math.max(0, ...stages.map(({ title }) => title.length));
  return stages.map(({ title, right, stages: row }) => {
    const cells = row.map((stage) => `${glyph(pen, OUTCOMES[stage.outcome])} ${stageWords(stage)}`);
    const arrow = pen.ascii ? ' > ' : ' → ';
    return `        ${glyph(pen, right ? 'pass' : 'fail')} ${title.padEnd(width)}  ${cells.join(paint(pen, 'dim', arrow))}`;
  });
}

/** `Dockerfile.basic:31: ` or `app:production Config.User: `. */
function place(evidence: Verdict['evidence'][number]): string {
  const parts = evidence.file
    ? [`${evidence.file}${evidence.line ? `:${evidence.line}` : ''}`]
    : [evidence.image, evidence.path].filter((part) => part !== undefined);
  return parts.length > 0 ? `${parts.join(' ')}: ` : '';
}

function summaryLine(summary: Record<VerdictStatus, number>): string {
  const words: [VerdictStatus, string][] = [
    ['pass', 'hold'],
    ['warn', 'to look at'],
    ['fail', 'do not hold'],
    ['unknown', 'cannot be judged here'],
    ['error', 'not judged, a tool broke'],
  ];
  return words
    .filter(([status]) => summary[status] > 0)
    .map(([status, text]) => `${summary[status]} ${text}`)
    .join(' · ');
}
