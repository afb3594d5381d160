import * as z from 'zod';

const id = z
  .string()
  .regex(/^[a-z0-9]+(?:[-.][a-z0-9]+)*$/, 'lower-case letters, digits, dots and dashes')
  .describe('A stable id; progress and exports refer to it.');
const text = z.string().trim().min(1);
const relativePath = text.refine(
  (p) => !/^[\\/]|(?:^|[\\/])[a-z]:/i.test(p) && !/\0/.test(p) && !p.split(/[\\/]/).includes('..'),
  'a path inside the folder: relative, without ".."',
);

/** How the judged program is run and asked (see `RunPlan`). */
const runPlan = z
  .strictObject({
    port: z.int().min(1).max(65535).optional(),
    requests: z
      .array(z.strictObject({ path: text, status: z.int().optional(), body: z.string().optional() }))
      .optional(),
    env: z.record(z.string(), z.string()).optional(),
    tmpfs: z.record(z.string(), z.string()).optional(),
    startTimeout: z.int().positive().optional().describe('Milliseconds.'),
    exitCode: z.int().optional().describe('The exit status that counts as the program’s own end on SIGTERM.'),
  })
  .describe('How a container of this image is run and asked.');

const image = z.strictObject({
  tag: text.describe('The name the learner gives it: `app:production`.'),
  dockerfile: relativePath,
  target: text.optional(),
  from: z
    .enum(['workspace', 'starter'])
    .default('workspace')
    .describe('`starter`: built from the pristine starter, as a baseline that the learner cannot change.'),
  buildArgs: z.record(z.string(), z.string()).optional(),
  pipeline: relativePath
    .optional()
    .describe('A script that builds, scans and pushes: judged is the image that it pushes.'),
  run: runPlan.optional(),
});

/** A check as a lab, or a `judge` spec file, states it. */
const checkSpec = z.strictObject({
  id: id.describe('The kind of check: see the catalogue.'),
  image: text.optional().describe('Which of the lab’s images; the first one when absent.'),
  args: z.unknown().optional(),
  required: z.boolean().default(true),
  why: text.optional().describe('Replaces the kind’s own reason.'),
});

const hint = z.union([
  text,
  z.strictObject({
    for: id.optional().describe('Shown first while this check fails.'),
    text,
  }),
]);

const step = z.strictObject({
  id,
  title: text,
  lesson: relativePath.describe('Markdown, relative to the lab’s folder.'),
  goal: text.describe('The next thing to do, in one line.'),
  checks: z.array(checkSpec).default([]),
  hints: z.array(hint).default([]).describe('From a nudge to nearly the answer.'),
  holdsFromStart: z
    .boolean()
    .optional()
    .describe('A step that only looks: its checks may hold for the untouched starter.'),
});

/** `lab.yaml`. */
export const labSchema = z.strictObject({
  $schema: z.string().optional(),
  formatVersion: z.literal(1),
  id,
  title: text,
  summary: text,
  minutes: z.int().positive(),
  objectives: z.array(text).min(1),
  prerequisites: z.array(text).default([]),
  /** The file the learner edits; opened by `e`, watched, blamed by default. */
  edits: z.array(relativePath).min(1),
  images: z.record(id, image),
  steps: z.array(step).min(1),
  practice: z
    .strictObject({
      produces: z
        .array(
          z.strictObject({
            run: text.describe('A RUN command, as a prefix: `npm run build`.'),
            paths: z
              .record(text, z.int().nonnegative())
              .describe(
                'Path (relative to the WORKDIR, or absolute) -> bytes that the command leaves there.',
              ),
          }),
        )
        .default([]),
    })
    .optional()
    .describe('What RUN steps produce, for the practice engine’s predictions.'),
});

const checklistItem = z.strictObject({
  id,
  title: text,
  steps: z
    .array(text)
    .describe(
      '`lab/step` each; the item is done when all of them hold. Empty: open, its lab is not there yet.',
    ),
});

/** `labs/course.yaml`. */
export const courseSchema = z.strictObject({
  $schema: z.string().optional(),
  formatVersion: z.literal(1),
  id,
  title: text,
  version: text.describe('Of the content; written into exports.'),
  bases: z
    .record(id, text)
    .describe(
      'Every base image of the course, named once: `node-alpine: node:24-alpine`. Lessons say {{base.node-alpine}}.',
    ),
  labs: z.array(relativePath).min(1).describe('Folders, in order.'),
  checklist: z.array(checklistItem),
  resources: z.array(z.strictObject({ title: text, url: z.url() })).default([]),
  next: z
    .array(z.strictObject({ title: text, about: text, url: z.url().optional() }))
    .default([])
    .describe('What to learn next; shown when every lab is done.'),
});

/** `wrong/<name>/wrong.yaml`: an answer that must fail; its other files replace the solution's. */
export const wrongSchema = z.strictObject({
  $schema: z.string().optional(),
  step: id,
  check: id.describe('The one check that must catch it.'),
  image: text.optional(),
  line: z.int().positive().optional().describe('The line that the evidence must blame.'),
  file: relativePath.optional(),
  says: text.optional().describe('Text that the verdict (actual, evidence or tryNext) must contain.'),
  alsoFails: z.array(id).default([]).describe('Checks that cannot but fail with it.'),
  removes: z.array(relativePath).default([]).describe('Files of the solution that this answer lacks.'),
  practice: z
    .enum(['fail', 'unknown'])
    .default('fail')
    .describe('What the practice engine says: it cannot see everything.'),
  why: text.describe('What the learner misunderstood.'),
});

/** `bases.yaml` of a workspace, or the file that DOCKER_LABS_BASES_FILE names: base id -> image. */
export const basesSchema = z.record(id, text);

/** `judge --spec FILE`. */
export const judgeSpecSchema = z.strictObject({
  formatVersion: z.literal(1).default(1),
  checks: z.array(checkSpec.omit({ image: true })).min(1),
  run: runPlan.optional(),
});

export type LabManifest = z.infer<typeof labSchema>;
export type CourseManifest = z.infer<typeof courseSchema>;
export type WrongManifest = z.infer<typeof wrongSchema>;
