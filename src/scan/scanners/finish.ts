import { EngineError, LearnerError } from '../../errors.ts';
import { layerEntries } from '../../image/made-by.ts';
import type { ImageFacts } from '../../image/types.ts';
import { sanitiseLine } from '../../text/sanitise.ts';
import { parseReport } from '../parse.ts';
import { isReportOf } from '../same-image.ts';
import type { ScannerName, ScanReport } from '../types.ts';

/**
 * The report that a scanner wrote to stdout, about exactly the image that was asked for.
 *
 * @throws EngineError `tool-broke` when it is no report, or another image's
 */
export function finish(
  name: ScannerName,
  stdout: string,
  image: ImageFacts,
  more: { database?: string | undefined } = {},
): ScanReport {
  const report = parsed(name, stdout);
  if (report.image.layers.length > 0 && isReportOf(report, image) === 'no') {
    throw new EngineError(
      'tool-broke',
      `${name} scanned another image than ${image.ref}.`,
      'Was it built anew meanwhile? Scan again.',
    );
  }
  const date = Date.parse(more.database ?? '');
  return {
    ...report,
    scanner: {
      ...report.scanner,
      database: Number.isNaN(date) ? report.scanner.database : new Date(date).toISOString(),
    },
    image: { name: image.ref, id: image.id || null, ...layersOf(image) },
  };
}

/** Layers with what made them, where history and layers fit each other. */
function layersOf({ layerDigests, history }: ImageFacts): { layers: string[]; madeBy: string[] } {
  const made = layerEntries(history).map(({ createdBy }) => sanitiseLine(createdBy, 400));
  return { layers: [...layerDigests], madeBy: made.length === layerDigests.length ? made : [] };
}

function parsed(name: ScannerName, stdout: string): ScanReport {
  try {
    return parseReport(stdout, `What ${name} wrote`);
  } catch (cause) {
    if (!(cause instanceof LearnerError)) throw cause;
    throw new EngineError('tool-broke', cause.message, 'Run it by hand to see what it says.', { cause });
  }
}
