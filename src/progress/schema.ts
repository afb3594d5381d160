import * as z from 'zod';
import { type Document, FORMAT_VERSION, formatOf, migrate } from './migrate.ts';
import type { Progress } from './types.ts';

const status = z.enum(['open', 'fail', 'practised', 'pass']);
const verdict = z.looseObject({
  id: z.string(),
  status: z.enum(['pass', 'warn', 'fail', 'unknown', 'error']),
  required: z.boolean(),
  confidence: z.enum(['measured', 'predicted']),
  expected: z.string(),
  actual: z.string(),
  evidence: z.array(z.looseObject({ source: z.string(), text: z.string() })),
  why: z.string(),
  tryNext: z.string(),
});

const stepRecord = z.object({
  status,
  tries: z.int().nonnegative(),
  hintsSeen: z.int().nonnegative(),
  solutionSeen: z.boolean(),
  passedAt: z.string().optional(),
  seconds: z.number().nonnegative(),
  verdicts: z.array(verdict),
  updatedAt: z.string().optional(),
  reopened: z
    .object({ at: z.string(), files: z.array(z.string()), line: z.int().positive().optional() })
    .optional(),
});

/** `.docker-labs/progress.json`, format 1. */
const progressSchema = z.object({
  formatVersion: z.literal(1),
  createdAt: z.string(),
  updatedAt: z.string(),
  course: z.object({ id: z.string(), version: z.string() }),
  resume: z.object({ lab: z.string(), step: z.string() }).optional(),
  labs: z.record(z.string(), z.record(z.string(), stepRecord)),
  sizes: z.record(z.string(), z.record(z.string(), z.object({ first: z.number(), latest: z.number() }))),
});

/**
 * What a progress file holds.
 *
 * @param value the parsed JSON
 * @returns `ok` with the progress, and `from` where it was written in an older format; `newer` for a format that
 * a later docker-labs wrote; `broken` with where it departs from the format
 */
export function readProgress(
  value: unknown,
):
  | { kind: 'ok'; progress: Progress; from?: number }
  | { kind: 'newer'; version: number }
  | { kind: 'broken'; reason: string } {
  const version = formatOf(value);
  if (version !== undefined && version > FORMAT_VERSION) return { kind: 'newer', version };
  const older = version !== undefined && version < FORMAT_VERSION;
  const parsed = progressSchema.safeParse(older ? migrate(value as Document, version) : value);
  if (parsed.success) {
    const progress = parsed.data as unknown as Progress;
    return { kind: 'ok', progress, ...(older ? { from: version } : {}) };
  }
  const [issue] = parsed.error.issues;
  return {
    kind: 'broken',
    reason: `${issue?.path.join('.') || 'the document'}: ${issue?.message ?? 'invalid'}`,
  };
}
