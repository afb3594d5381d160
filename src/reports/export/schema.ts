import * as z from 'zod';
import { attemptSchema, digestSchema, filePathSchema } from '../../progress/attempt.ts';

/** The largest export that is read. Bytes. */
export const MAX_EXPORT = 64e6;
export const EXPORT_FORMAT = 1;

const id = z.string().min(1).max(200);
const text = z.string().max(100_000);
const time = z.iso.datetime();
const whole = z.int().nonnegative();
const status = z.enum(['pass', 'warn', 'fail', 'unknown', 'error']);

const evidence = z.strictObject({
  source: z.string(),
  file: z.string().optional(),
  line: z.int().optional(),
  image: z.string().optional(),
  path: z.string().optional(),
  text,
});

const verdict = z.strictObject({
  id,
  status,
  required: z.boolean(),
  confidence: z.enum(['measured', 'predicted']),
  expected: text,
  actual: text,
  evidence: z.array(evidence),
  why: text,
  tryNext: text,
});

const step = z.strictObject({
  id,
  status: z
    .enum(['open', 'fail', 'practised', 'pass'])
    .describe('Follows from the chain; whoever reads an export works it out again.'),
  attempt: z.int().positive().optional().describe('Number of the last attempt that judged this step.'),
  tries: whole,
  hintsSeen: whole,
  solutionSeen: z.boolean(),
  seconds: z.number().nonnegative().describe('Time spent with the step open.'),
  passedAt: time.optional(),
});

const file = z.strictObject({
  path: filePathSchema,
  sha256: digestSchema,
  bytes: whole,
  executable: z.literal(true).optional(),
  text: z.string().optional().describe('The content, unless the file is the starter’s own.'),
  base64: z.string().optional().describe('The content of a file that is no UTF-8 text.'),
});

const lab = z.strictObject({
  id,
  steps: z.array(step),
  sizes: z.array(z.strictObject({ image: id, first: whole, latest: whole })).describe('Measured, in bytes.'),
  attempt: z.int().positive().optional().describe('Number of the attempt that `files` are from.'),
  files: z.array(file).describe('The lab’s folder as it was judged last.'),
  verdicts: z
    .array(
      z.strictObject({
        attempt: z.int().positive(),
        steps: z.array(z.strictObject({ id, status, checks: z.array(verdict) })),
      }),
    )
    .describe('Of each attempt that judged a step last: the verdicts with their evidence.'),
});

/** What is signed. Arrays throughout, so that no reader depends on the order of keys. */
const documentSchema = z.strictObject({
  course: z.strictObject({ id, version: id }),
  tool: id.describe('The version that wrote this.'),
  exportedAt: time,
  learner: z.strictObject({
    name: z.string().min(1).max(200).describe('As the learner gives it.'),
    id: z.string().max(200).describe('As the learner gives it; may be empty.'),
  }),
  labs: z.array(lab),
  chain: z.array(attemptSchema).describe('All attempts that are kept, oldest first.'),
});

const signature = z.strictObject({
  algorithm: z.literal('Ed25519'),
  publicKey: digestSchema.describe('The workspace’s key: its 32 bytes in hexadecimal.'),
  sha256: digestSchema.describe('Of the document’s canonical JSON (RFC 8785).'),
  parts: z
    .array(z.strictObject({ path: id, sha256: digestSchema }))
    .describe('The same of its parts, so that it can be said where a change was made.'),
  value: z
    .string()
    .regex(/^[0-9a-f]{128}$/)
    .describe('Over "docker-labs export 1", a line feed, and the canonical JSON of {parts, sha256}.'),
});

/** An export as a file: canonical JSON, so `document` comes first and its bytes are what is hashed. */
export const exportSchema = z.strictObject({
  document: documentSchema,
  formatVersion: z.literal(EXPORT_FORMAT),
  signature: signature.optional(),
});

export type Export = z.infer<typeof exportSchema>;
export type ExportDocument = z.infer<typeof documentSchema>;
export type ExportLab = z.infer<typeof lab>;
export type ExportStep = z.infer<typeof step>;
export type ExportFile = z.infer<typeof file>;
export type Signature = z.infer<typeof signature>;
