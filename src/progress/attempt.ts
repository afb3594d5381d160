import * as z from 'zod';

/** `previous` of the first attempt of a chain. */
export const NO_PREVIOUS = '0'.repeat(64);

export const digestSchema = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hexadecimal');
const name = z.string().min(1).max(200);
const time = z.iso.datetime();
const bytes = z.int().nonnegative();
const status = z.enum(['pass', 'warn', 'fail', 'unknown', 'error']);

/** A part of a path that leads nowhere else: neither `.` nor `..`, and no `\`, which Windows takes for a `/`. */
const PART = String.raw`(?!\.{1,2}(?:/|$))[^/\\\0]+`;

/** A file's path inside its lab's folder: relative, with `/`, without a way out. */
export const filePathSchema = z
  .string()
  .min(1)
  .max(1000)
  .regex(new RegExp(`^(?![A-Za-z]:)${PART}(?:/${PART})*$`), 'a path inside the lab’s folder');

const fileSchema = z.strictObject({
  path: filePathSchema,
  sha256: digestSchema,
  bytes,
  executable: z.literal(true).optional(),
});

/**
 * One attempt: a judged round that counts. Verdicts and files are kept beside the chain under the SHA-256 that
 * stands here, so the chain as a whole vouches for them.
 */
export const attemptSchema = z.strictObject({
  formatVersion: z.literal(1),
  number: z.int().positive().describe('1 for the first of the workspace.'),
  previous: digestSchema.describe('SHA-256 of the previous attempt’s canonical JSON; zeros for the first.'),
  at: time,
  course: z.strictObject({ id: name, version: name }),
  lab: name,
  confidence: z.enum(['measured', 'predicted']).describe('On a real engine, or practised.'),
  engine: z.strictObject({ kind: name, version: z.string().max(200) }).optional(),
  asked: z
    .boolean()
    .describe('A build or check that the learner asked for; false for an image just noticed.'),
  steps: z
    .array(z.strictObject({ id: name, checks: z.array(z.strictObject({ id: name, status })) }))
    .describe('The verdicts in short, in the lab’s order; none for a build that was not judged.'),
  verdicts: digestSchema.describe('SHA-256 of the canonical JSON of the verdicts with their evidence.'),
  images: z.array(z.strictObject({ name, tag: z.string().max(500), id: z.string().max(200), size: bytes })),
  builds: z.array(z.strictObject({ name, ok: z.boolean(), ms: z.int().nonnegative() })),
  files: z.array(fileSchema).describe('The lab’s folder as it was judged, sorted by path.'),
  leftOut: z.int().nonnegative().describe('Files too large, or not the learner’s own, that are not kept.'),
});

export type Attempt = z.infer<typeof attemptSchema>;
export type AttemptFile = z.infer<typeof fileSchema>;

/** An attempt as it stands in the chain; `hash` is what the next one names as `previous`. */
export type StoredAttempt = Attempt & { hash: string };
