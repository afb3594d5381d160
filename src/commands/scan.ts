import { discoverEngine } from '../engine/discover.ts';
import type { Engine } from '../engine/types.ts';
import { EXIT, type ExitCode, LearnerError } from '../errors.ts';
import { paint } from '../plain/paint.ts';
import { scanView } from '../plain/scan.ts';
import { DEFAULT_SEVERITIES, type Gate, held } from '../scan/gate.ts';
import { readReportFile } from '../scan/read-file.ts';
import { isReportOf, sameName } from '../scan/same-image.ts';
import { parseSeverities } from '../scan/severity.ts';
import type { ScannerName, ScanReport } from '../scan/types.ts';
import { capabilities } from '../text/capabilities.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import type { CommonOptions } from './options.ts';
import { print, printJson } from './print.ts';

export interface ScanOptions extends CommonOptions {
  /** A saved report. */
  from?: string;
  scanner?: ScannerName;
  severity?: string;
  ignoreUnfixed: boolean;
  /** The image's Dockerfile: its lines are named as what brings the findings. */
  file?: string;
}

/** How the report stands to the image that was named; absent where none was. */
type Belongs = 'yes' | 'no' | 'unknown';

/**
 * `scan`: what a scanner says of an image, in one form for all scanners.
 *
 * @returns 0 when nothing is found at the severities (default HIGH,CRITICAL), 1 when something is, 3 when it
 *   cannot be judged: nothing recognised, no scanner, or the report is another image's
 */
export async function scan(
  image: string | undefined,
  options: ScanOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const gate: Gate = {
    severities: options.severity === undefined ? DEFAULT_SEVERITIES : parseSeverities(options.severity),
    ignoreUnfixed: options.ignoreUnfixed,
  };
  const { report, belongs } = await reportOn(image, options, signal);
  if (options.json) {
    printJson({ ...report, ...(image === undefined ? {} : { asked: { name: image, belongs } }) });
  } else {
    const { scanSource } = await import('./scan-source.ts');
    const source = await scanSource(image ?? report.image.name, options);
    print(scanView(report, gate, new Date(), capabilities(process.stdout, options), source));
  }
  if (belongs === 'no')
    warn(`The report is about another image, not about ${sanitiseLine(image ?? '')} as it is now.`);
  else if (belongs === 'unknown' && image !== undefined && !sameName(report.image.name, image)) {
    warn(
      `The report names ${report.image.name || 'no image'}, not ${sanitiseLine(image)}; whether it is the same image cannot be told.`,
    );
  }
  return exitCode(report, gate, belongs);
}

async function reportOn(
  image: string | undefined,
  options: ScanOptions,
  signal: AbortSignal,
): Promise<{ report: ScanReport; belongs: Belongs }> {
  if (options.from !== undefined) {
    const report = await readReportFile(options.from);
    return {
      report,
      belongs: image === undefined ? 'unknown' : await compare(report, image, options, signal),
    };
  }
  if (image === undefined) {
    throw new LearnerError(
      'usage',
      'Nothing was named to scan.',
      'Name an image, or a saved report with --from.',
    );
  }
  const { scanNow } = await import('./scan-now.ts');
  return { report: await scanNow(image, options, signal), belongs: 'yes' };
}

/** Is it this engine's image of that name? Without an engine nobody can tell. */
async function compare(
  report: ScanReport,
  name: string,
  options: ScanOptions,
  signal: AbortSignal,
): Promise<Belongs> {
  const { engine } = await discoverEngine({ choice: options.engine });
  if (!engine) return 'unknown';
  try {
    const known = await lookUp(engine, name, signal);
    return known ? isReportOf(report, known) : 'unknown';
  } finally {
    await engine.close();
  }
}

async function lookUp(engine: Engine, name: string, signal: AbortSignal) {
  try {
    return await engine.image(name, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    return undefined;
  }
}

function warn(text: string): void {
  const pen = capabilities(process.stderr);
  process.stderr.write(`${paint(pen, 'yellow', '!')} ${text}\n`);
}

function exitCode(report: ScanReport, gate: Gate, belongs: Belongs): ExitCode {
  const { findings, secrets } = held(report, gate);
  if (findings.length + secrets.length > 0) return EXIT.failed;
  return report.outcome === 'nothing-recognised' || belongs === 'no' ? EXIT.cannotJudge : EXIT.ok;
}
