import { DEFAULT_SEVERITIES, held, severityWords } from '../scan/gate.ts';
import type { Origin } from '../scan/origin.ts';
import { chartRows, countsWords, placeWords, scannerWords, someOf, versionsWords } from '../scan/summary.ts';
import type { Finding, ScanReport, SecretFinding, Severity } from '../scan/types.ts';
import { type ImageScan, scanKey } from '../session/scan-state.ts';
import { outdated, scanInView, scanTags } from '../session/scanning.ts';
import type { SessionState } from '../session/state.ts';
import { cut, hanging, padEnd, padStart, wrap } from '../text/width.ts';
import { words } from '../text/words.ts';
import type { Theme } from './theme.ts';

/** Findings that are listed: more nobody scrolls through. */
const LISTED = 500;
const PACKAGES = 6;

interface Room {
  width: number;
  frame: number;
  today: Date;
}

/** The scan of the image in view, as lines: how it goes, then what it said. */
export function scanLines(state: SessionState, theme: Theme, room: Room): string[] {
  const { scan } = scanInView(state);
  if (!scan) return wrap(theme.dim(words.scan.none), room.width);
  const told = scan.result ? resultLines(state, scan.result, theme, room) : [];
  return [...phaseLines(state, scan, theme, room), ...told];
}

function phaseLines(state: SessionState, scan: ImageScan, theme: Theme, { width, frame }: Room): string[] {
  const said = (mark: string, text: string) => [...hanging(`${mark} `, theme.glyphs(text), width), ''];
  switch (scan.phase) {
    case 'running':
      return [
        ...said(theme.step('running', frame), scan.at || words.scan.begins),
        ...(scan.result
          ? [theme.dim(theme.glyphs(words.scan.before)), '']
          : wrap(theme.dim(words.scan.first), width)),
      ];
    case 'stopped':
      return said(theme.mark('warn'), words.scan.stopped);
    case 'broken':
      return [
        ...hanging(
          `${theme.mark('unknown')} `,
          theme.strong(theme.glyphs(scan.problem?.message ?? '')),
          width,
        ),
        '',
        ...wrap(theme.glyphs(scan.problem?.tryNext ?? ''), width),
        '',
        ...wrap(theme.dim(words.scan.notYours), width),
        '',
      ];
    case 'done':
      return outdated(state) ? said(theme.mark('warn'), words.scan.outdated) : [];
  }
}

function resultLines(
  state: SessionState,
  { report, origins }: { report: ScanReport; origins: Origin[] },
  theme: Theme,
  room: Room,
): string[] {
  const { width } = room;
  const about = scannerWords(report, room.today).join('   ');
  return [
    cut(theme.dim(theme.glyphs(about)), width, theme.ascii),
    '',
    ...(report.outcome === 'nothing-recognised' ? [] : chart(report, theme, width)),
    ...(report.endOfLife
      ? [...hanging(`${theme.mark('warn')} `, theme.glyphs(words.scan.ended), width)]
      : []),
    ...hanging(`${verdictMark(report, theme)} `, theme.strong(theme.glyphs(verdict(report))), width),
    ...against(state, report, theme, width),
    '',
    ...originLines(origins, theme, width),
    ...findingLines(report.findings, theme, width),
    ...secretLines(report.secrets, theme, width),
  ];
}

/** A bar a severity, all on one scale: what can be fixed solid, the rest hatched. */
function chart(report: ScanReport, theme: Theme, width: number): string[] {
  const bars = Math.max(6, Math.min(50, width - 32));
  return chartRows(report, bars).map(({ severity, count, fixable, solid, open }) => {
    const bar = theme.spoken ? '' : theme.glyphs('█'.repeat(solid) + '▒'.repeat(open));
    const fixed = count > 0 ? words.scan.fixable(fixable) : '';
    return `${padEnd(severity, 9)}${padStart(String(count), 5)}  ${tone(theme, severity)(bar)}${count > 0 ? '  ' : ''}${theme.dim(fixed)}`;
  });
}

function tone(theme: Theme, severity: Severity): (text: string) => string {
  const tones = {
    critical: theme.bad,
    high: theme.warn,
    medium: theme.accent,
    low: theme.dim,
    unknown: theme.dim,
  };
  return tones[severity];
}

function verdictMark(report: ScanReport, theme: Theme): string {
  if (report.outcome === 'nothing-recognised') return theme.mark('unknown');
  return theme.mark(worst(report) > 0 ? 'fail' : 'pass');
}

/** Findings and secrets at HIGH and CRITICAL. */
function worst(report: ScanReport): number {
  const { findings, secrets } = held(report, { severities: DEFAULT_SEVERITIES });
  return findings.length + secrets.length;
}

function verdict(report: ScanReport): string {
  if (report.outcome === 'nothing-recognised') return words.scan.unrecognised;
  const fixable = held(report, { severities: DEFAULT_SEVERITIES, ignoreUnfixed: true }).findings.length;
  return words.scan.held(worst(report), fixable, severityWords(DEFAULT_SEVERITIES));
}

/** The lab's other images that were scanned in this session: what changed is the difference. */
function against(state: SessionState, report: ScanReport, theme: Theme, width: number): string[] {
  const here = scanInView(state).tag;
  return scanTags(state).flatMap((tag) => {
    const other = state.scans.images[scanKey(state.at.lab, tag)]?.result?.report;
    if (tag === here || !other) return [];
    const text = words.scan.against(tag, other.findings.length, report.findings.length);
    return [cut(`  ${theme.glyphs(text)}`, width, theme.ascii)];
  });
}

function originLines(origins: Origin[], theme: Theme, width: number): string[] {
  if (origins.every(({ layer }) => layer === undefined)) return [];
  return [
    theme.strong(words.scan.origins),
    ...origins.flatMap((one) => [
      cut(`  ${placeWords(one)}  ${theme.dim(theme.glyphs(one.madeBy))}`, width, theme.ascii),
      ...hanging(
        '    ',
        theme.glyphs(
          `${countsWords(one.counts)}, ${words.scan.fixable(one.fixable)}: ${someOf(one.packages, PACKAGES)}`,
        ),
        width,
      ),
    ]),
    '',
  ];
}

function findingLines(findings: Finding[], theme: Theme, width: number): string[] {
  if (findings.length === 0) return [];
  const rest = findings.length - LISTED;
  return [
    theme.strong(words.scan.findings(findings.length)),
    ...findings.slice(0, LISTED).map((one) => {
      const what = `${padEnd(one.package, 18, theme.ascii)}  ${padEnd(versionsWords(one), 26, theme.ascii)}  ${one.id}`;
      return cut(
        `  ${tone(theme, one.severity)(padEnd(one.severity, 9))}${theme.glyphs(what)}`,
        width,
        theme.ascii,
      );
    }),
    ...(rest > 0 ? [`  ${words.scan.more(rest)}`] : []),
    '',
  ];
}

function secretLines(secrets: SecretFinding[], theme: Theme, width: number): string[] {
  if (secrets.length === 0) return [];
  return [
    theme.strong(words.scan.secrets),
    ...secrets.slice(0, LISTED).map((one) => {
      const place = one.line === null ? one.path : `${one.path}:${one.line}`;
      const text = `${one.title || one.id}   ${place}`;
      return cut(
        `  ${tone(theme, one.severity)(padEnd(one.severity, 9))}${theme.glyphs(text)}`,
        width,
        theme.ascii,
      );
    }),
  ];
}
