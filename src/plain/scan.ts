import { type Gate, held, severityWords } from '../scan/gate.ts';
import { type OriginSource, originsOf } from '../scan/origin.ts';
import { chartRows, countsWords, placeWords, scannerWords, someOf, versionsWords } from '../scan/summary.ts';
import type { ScanReport, Severity } from '../scan/types.ts';
import { hanging, padEnd, padStart } from '../text/width.ts';
import { fitted } from './inspect.ts';
import { glyph, type Pen, paint } from './paint.ts';

/** Findings that are listed; the JSON has them all. */
const TOP = 15;
/** Packages that are named of each line or layer. */
const PACKAGES = 5;
const STYLES: Record<Severity, Parameters<typeof paint>[1]> = {
  critical: 'red',
  high: 'yellow',
  medium: 'cyan',
  low: 'blue',
  unknown: 'dim',
};

/**
 * A scan for people: a chart of severities with what a newer version mends, what brings the findings, the worst ones.
 *
 * @param source the image's Dockerfile, where it is at hand: then its lines are named, else the layers
 */
export function scanView(
  report: ScanReport,
  gate: Gate,
  today: Date,
  pen: Pen,
  source?: OriginSource,
): string[] {
  const lines = [
    paint(pen, 'bold', report.image.name || 'an image without a name'),
    `  ${scannerWords(report, today).join('   ')}`,
    '',
    ...body(report, pen, source),
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

function body(report: ScanReport, pen: Pen, source: OriginSource | undefined): string[] {
  if (report.outcome === 'nothing-recognised') {
    return [
      ...sentence('No known distribution or package was recognised: that does not mean clean.', pen),
      '',
    ];
  }
  return [
    ...chart(report, pen),
    '',
    ...origins(report, pen, source),
    ...worst(report, pen),
    ...secrets(report, pen),
  ];
}

/** Each line of the Dockerfile, or layer, with what it brings; nothing where the report tells no layer at all. */
function origins(report: ScanReport, pen: Pen, source: OriginSource | undefined): string[] {
  const found = originsOf(report, source);
  if (found.every(({ layer }) => layer === undefined)) return [];
  return [
    paint(pen, 'bold', 'what brings them'),
    ...found.flatMap((one) => [
      `  ${placeWords(one)}  ${paint(pen, 'dim', one.madeBy)}`,
      ...hanging(
        '    ',
        `${countsWords(one.counts)}, ${one.fixable} fixable: ${someOf(one.packages, PACKAGES)}`,
        pen.width,
      ),
    ]),
    '',
  ];
}

/** Two bars in one: what can be fixed, then what cannot. */
function chart(report: ScanReport, pen: Pen): string[] {
  const width = Math.max(10, Math.floor(pen.width / 2) - 10);
  return chartRows(report, width).map(({ severity, count, fixable, solid, open }) => {
    const drawn = paint(pen, STYLES[severity], '█'.repeat(solid) + '░'.repeat(open));
    const label = `  ${padEnd(severity, 9)}${padStart(String(count), 5)}  `;
    return `${label}${drawn}${count > 0 ? `  ${fixable} fixable` : ''}`;
  });
}

function worst({ findings }: ScanReport, pen: Pen): string[] {
  if (findings.length === 0) return [];
  const rows = findings.slice(0, TOP).map((one) => {
    const severity = paint(pen, STYLES[one.severity], padEnd(one.severity, 9));
    return `  ${severity}${padEnd(one.id, 17)}  ${padEnd(one.package, 18)}  ${versionsWords(one)}`;
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
