import { z } from 'zod';
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

export const FORMAT_VERSION = 1;

/**
 * What a progress file holds.
 *
 * @param value the parsed JSON
 * @returns `ok` with the progress, `newer` for a format that a later docker-labs wrote, or `broken`
 * with where it departs from the format
 */
export function readProgress(
  value: unknown,
):
  | { kind: 'ok'; progress: Progress }
  | { kind: 'newer'; version: number }
  | { kind: 'broken'; reason: string } {
  const version = (value as { formatVersion?: unknown } | null)?.formatVersion;
  if (typeof version === 'number' && version > FORMAT_VERSION) return { kind: 'newer', version };
  const parsed = progressSchema.safeParse(value);
  if (parsed.success) return { kind: 'ok', progress: parsed.data as unknown as Progress };
  const [issue] = parsed.error.issues;
  return {
    kind: 'broken',
    reason: `${issue?.path.join('.') || 'the document'}: ${issue?.message ?? 'invalid'}`,
  };
}
