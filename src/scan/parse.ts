import * as z from 'zod';
import { LearnerError } from '../errors.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import { isGrype, parseGrype } from './formats/grype.ts';
import { isSarif, parseSarif } from './formats/sarif.ts';
import { isSnyk, parseSnyk } from './formats/snyk.ts';
import { isTrivy, parseTrivy } from './formats/trivy.ts';
import type { ScanReport } from './types.ts';

const HOW =
  'Save one with: trivy image --format json -o report.json IMAGE (or grype -o json, docker scout cves --format sarif, snyk container test --json).';

/**
 * Reads what a scanner wrote, whichever it was.
 *
 * @param source the file's name, for the error
 * @throws LearnerError `bad-file` that says what it is instead
 */
export function parseReport(text: string, source: string): ScanReport {
  const name = sanitiseLine(source, 120);
  try {
    return parseDocument(readJson(text, name), name);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const where = error.issues[0]?.path.join('.') ?? '';
    throw notOne(name, `its field ${sanitiseLine(where, 120)} holds something else than findings`, error);
  }
}

function parseDocument(document: unknown, name: string): ScanReport {
  if (isSnyk(document)) return parseSnyk(document);
  if (document === null || typeof document !== 'object' || Array.isArray(document)) {
    throw notOne(name, 'it is JSON, but no report');
  }
  const object = document as Record<string, unknown>;
  if (isTrivy(object)) return parseTrivy(object);
  if (isGrype(object)) return parseGrype(object);
  if (isSarif(object)) return parseSarif(object);
  throw notOne(name, whatElse(object));
}

function readJson(text: string, name: string): unknown {
  // Windows PowerShell's > writes a byte order mark.
  const body = text.replace(/^\ufeff/, '').trim();
  if (body === '') throw notOne(name, 'the file is empty');
  try {
    return JSON.parse(body);
  } catch (cause) {
    const kind = /^[[{]/.test(body) ? 'the JSON in it is cut off or broken' : 'it is no JSON';
    throw notOne(name, kind, cause);
  }
}

/** Formats that learners are likely to bring by mistake. */
function whatElse(document: Record<string, unknown>): string {
  if ('bomFormat' in document || 'spdxVersion' in document)
    return 'it lists packages (an SBOM), not findings';
  if ('SchemaVersion' in document)
    return `its SchemaVersion is ${sanitiseLine(String(document.SchemaVersion), 20)}, not 2`;
  if ('formatVersion' in document && 'outcome' in document)
    return 'docker-labs itself wrote it, no scanner did';
  return 'it is JSON, but of no scanner that is known here';
}

function notOne(name: string, why: string, cause?: unknown): LearnerError {
  return new LearnerError('bad-file', `${name} is no scan report: ${why}.`, HOW, { cause });
}
