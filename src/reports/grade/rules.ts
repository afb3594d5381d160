import * as z from 'zod';
import type { Course } from '../../course/types.ts';

const points = z.number().nonnegative().max(1e6);
const percent = z.number().min(0).max(100);

/** The instructor's course file: what counts, how much, until when. */
export const rulesSchema = z.strictObject({
  $schema: z.string().optional(),
  formatVersion: z.literal(1),
  title: z.string().trim().min(1).max(200).default('docker-labs').describe('Of the column in a gradebook.'),
  labs: z
    .record(z.string(), points)
    .optional()
    .describe(
      'The required labs with their points, spread evenly over the lab’s steps. All, a point a step, when absent.',
    ),
  practised: percent
    .default(0)
    .describe('Percent of a step’s points for what holds in the practice engine alone.'),
  deadline: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('With its time zone: 2026-12-01T23:59:00+01:00.'),
  late: z
    .strictObject({
      graceHours: z.number().nonnegative().default(0),
      percentPerDay: percent.describe('Taken off for each day begun after deadline and grace.'),
      atMost: percent.default(100),
    })
    .optional()
    .describe('Without it late work is marked as late and counts in full.'),
});

export type Rules = z.infer<typeof rulesSchema>;

export const DEFAULT_RULES: Rules = rulesSchema.parse({ formatVersion: 1 });

/** Points of a lab: as the rules say, else one a step. 0 for a lab that is not required. */
export function labPoints(rules: Rules, course: Course, lab: string): number {
  if (rules.labs) return Object.hasOwn(rules.labs, lab) ? (rules.labs[lab] ?? 0) : 0;
  return course.labs.find((one) => one.id === lab)?.steps.length ?? 0;
}

/**
 * What part of its points a step keeps that held first at a time.
 *
 * @param at ISO 8601; the learner's own clock
 * @returns 1 in time, less the later it was
 */
export function punctuality(rules: Rules, at: string): { factor: number; late: boolean } {
  if (rules.deadline === undefined) return { factor: 1, late: false };
  const { graceHours = 0, percentPerDay = 0, atMost = 0 } = rules.late ?? {};
  const over = Date.parse(at) - Date.parse(rules.deadline) - graceHours * 3_600_000;
  if (over <= 0) return { factor: 1, late: false };
  const off = Math.min(atMost, Math.ceil(over / 86_400_000) * percentPerDay);
  return { factor: 1 - off / 100, late: true };
}
