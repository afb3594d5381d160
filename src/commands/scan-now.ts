import { NotJudgeable } from '../errors.ts';
import type { ScanReport } from '../scan/types.ts';
import type { ScanOptions } from './scan.ts';

/** Scans an image of the engine with a scanner of this machine. */
export async function scanNow(
  _image: string,
  _options: ScanOptions,
  _signal: AbortSignal,
): Promise<ScanReport> {
  throw new NotJudgeable('No scanner can be run yet.', 'Name a saved report with --from.', 'scanner-absent');
}
