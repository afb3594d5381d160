import { type Gate, held, severityWords } from '../scan/gate.ts';
import { type ScanReport, SEVERITIES, type Severity } from '../scan/types.ts';
import { hanging, padEnd, padStart } from '../text/width.ts';
import { fitted } from './inspect.ts';
import { bar } from './layer-rows.ts';
import { glyph, type Pen, paint } from './paint.ts';

/** Findings that are listed; the JSON has them all. */
const TOP = 15;
const STYLES: Record<Severity, Parameters<typeof paint>[1]> = {
  critical: 'red',
  high: 'yellow',
  medium: 'cyan',
  low: 'blue',
  unknown: 'dim',
};

/** A scan for people: a chart of severities, what a newer version mends, and the worst findings. */
export function scanView(report: ScanReport, gate: Gate, today: Date, pen: Pen): string[] {
  const lines = [
    paint(pen, 'bold', report.image.name || 'an image without a name'),
    `  ${scannerLine(report, today)}`,
    '',
    ...body(report, pen),
    ...(report.endOfLife
      ? [
          `${glyph(pen, 'warn')} The distribution gets no fixes any more: its findings stay. Change the base.`,
          '',
        ]
      : []),
    verdict(report, gate, pen),
  ];
  return fitted(lines, pen);
}

const sentence = (text: string, pen: Pen): string[] => hanging(`${glyph(pen, 'warn')} `, text, pen.width);

/** `trivy 0.69.3 · database of 2026-11-22 (1 day old)`. */
function scannerLine({ scanner, image }: ScanReport, today: Date): string {
  const database = scanner.database ? `database of ${databaseAge(scanner.database, today)}` : '';
  const name = [scanner.name, scanner.version].filter(Boolean).join(' ');
  return [name, database, image.id?.slice(0, 19) ?? ''].filter(Boolean).join('   ');
}

/** `2026-11-22 (1 day old)`. */
function databaseAge(date: string, today: Date): string {
  const days = Math.max(0, Math.floor((today.getTime() - Date.parse(date)) / 86_400_000));
  return `${date.slice(0, 10)} (${days === 0 ? 'today' : days === 1 ? '1 day old' : `${days} days old`})`;
}

function body(report: ScanReport, pen: Pen): string[] {
  if (report.outcome === 'nothing-recognised') {
    return [...sentence('No distribution or package was recognised: that does not mean clean.', pen), ''];
  }
  return [...chart(report, pen), '', ...worst(report, pen), ...secrets(report, pen)];
}

/** Two bars in one: what can be fixed, then what cannot. */
function chart({ counts, fixable }: ScanReport, pen: Pen): string[] {
  const most = Math.max(1, ...SEVERITIES.map((severity) => counts[severity]));
  const width = Math.max(10, Math.floor(pen.width / 2) - 10);
  return SEVERITIES.map((severity) => {
    const [all, can] = [counts[severity], fixable[severity]];
    const whole = bar(all / most, width);
    const solid = all === 0 ? 0 : Math.round((can / all) * whole.length);
    const drawn = paint(pen, STYLES[severity], whole.slice(0, solid) + '░'.repeat(whole.length - solid));
    const label = `  ${padEnd(severity, 9)}${padStart(String(all), 5)}  `;
    return `${label}${drawn}${all > 0 ? `  ${can} fixable` : ''}`;
  });
}

function worst({ findings }: ScanReport, pen: Pen): string[] {
  if (findings.length === 0) return [];
  const rows = findings.slice(0, TOP).map((one) => {
    const versions = one.installed ? `${one.installed} → ${one.fixed ?? 'no fix yet'}` : '';
    const severity = paint(pen, STYLES[one.severity], padEnd(one.severity, 9));
    return `  ${severity}${padEnd(one.id, 17)}  ${padEnd(one.package, 18)}  ${versions}`;
  });
  const rest = findings.length - rows.length;
  return [...rows, ...(rest > 0 ? [`  and ${rest} more; --json has them all`] : []), ''];
}

function secrets({ secrets: found }: ScanReport, pen: Pen): string[] {
  if (found.length === 0) return [];
  return [
    paint(pen, 'bold', 'looks like a secret'),
    ...found.slice(0, TOP).map((one) => {
      const place = one.line === null ? one.path : `${one.path}:${one.line}`;
      return `  ${paint(pen, STYLES[one.severity], padEnd(one.severity, 9))}${one.title || one.id}   ${place}`;
    }),
    ...(found.length > TOP ? [`  and ${found.length - TOP} more`] : []),
    '',
  ];
}

function verdict(report: ScanReport, gate: Gate, pen: Pen): string {
  const words = severityWords(gate.severities);
  if (report.outcome === 'nothing-recognised') return `${glyph(pen, 'unknown')} cannot be judged`;
  const { findings, secrets: kept } = held(report, gate);
  const fixable = gate.ignoreUnfixed ? 'fixable ' : '';
  if (findings.length + kept.length === 0) return `${glyph(pen, 'pass')} no ${fixable}finding at ${words}`;
  const parts = [
    findings.length > 0 ? `${findings.length} ${fixable}finding${findings.length === 1 ? '' : 's'}` : '',
    kept.length > 0 ? `${kept.length} secret${kept.length === 1 ? '' : 's'}` : '',
  ];
  return `${glyph(pen, 'fail')} ${parts.filter(Boolean).join(' and ')} at ${words}`;
}
