import type { Origin } from './origin.ts';
import { type Counts, type Finding, type ScanReport, SEVERITIES, type Severity } from './types.ts';

const DAY = 86_400_000;

/** `trivy 0.69.3`, the age of its database where the report tells it, and the image's id: as far as they are known. */
export function scannerWords({ scanner, image }: ScanReport, today: Date): string[] {
  const name = [scanner.name, scanner.version].filter(Boolean).join(' ');
  const database = scanner.database ? `database of ${databaseAge(scanner.database, today)}` : '';
  return [name, database, image.id?.slice(0, 19) ?? ''].filter(Boolean);
}

/** `2026-11-22 (1 day old)`. */
function databaseAge(date: string, today: Date): string {
  const days = Math.max(0, Math.floor((today.getTime() - Date.parse(date)) / DAY));
  return `${date.slice(0, 10)} (${days === 0 ? 'today' : days === 1 ? '1 day old' : `${days} days old`})`;
}

/** `1 critical, 2 high`; what is none is left out. */
export function countsWords(counts: Counts): string {
  return SEVERITIES.filter((severity) => counts[severity] > 0)
    .map((severity) => `${counts[severity]} ${severity}`)
    .join(', ');
}

/** `Dockerfile.scan line 7`, or `layer 3` where no Dockerfile is at hand. */
export function placeWords({ line, layer }: Origin): string {
  if (line) return `${line.file} line ${line.line}`;
  return layer === undefined ? 'layer not told' : `layer ${layer}`;
}

/** `1.1.1c-r0 → 1.1.1d-r0`, or that there is no fix. */
export function versionsWords({ installed, fixed }: Finding): string {
  return installed === '' ? '' : `${installed} → ${fixed ?? 'no fix yet'}`;
}

/** The first names, and how many more there are. */
export function someOf(names: readonly string[], count: number): string {
  const rest = names.length - count;
  return [...names.slice(0, count), ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}

/** A row of the chart of severities. */
interface ChartRow {
  severity: Severity;
  count: number;
  fixable: number;
  /** Columns of what can be fixed, and of what cannot; whatever is more than nothing has a column. */
  solid: number;
  open: number;
}

/** The severities, worst first, on one scale: the longest bar has `width` columns. */
export function chartRows({ counts, fixable }: ScanReport, width: number): ChartRow[] {
  const most = Math.max(1, ...SEVERITIES.map((severity) => counts[severity]));
  return SEVERITIES.map((severity) => {
    const [count, fixed] = [counts[severity], fixable[severity]];
    const whole = Math.max(
      Math.round((count / most) * width),
      Math.min(count, (fixed > 0 ? 1 : 0) + (fixed < count ? 1 : 0)),
    );
    const share = count === 0 ? 0 : Math.round((fixed / count) * whole);
    const solid = Math.min(Math.max(share, fixed > 0 ? 1 : 0), whole - (fixed < count ? 1 : 0));
    return { severity, count, fixable: fixed, solid, open: whole - solid };
  });
}
