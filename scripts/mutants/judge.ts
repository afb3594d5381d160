import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { judgeLab } from '../../src/checks/round.ts';
import type { LabReport } from '../../src/checks/types.ts';
import { layAnswer } from '../../src/commands/author/lay-answer.ts';
import { removeImages, withOwnTags } from '../../src/commands/author/prove.ts';
import type { Course, Lab } from '../../src/course/types.ts';
import type { Engine } from '../../src/engine/types.ts';
import type { Mutant } from './mutate.ts';

export type Outcome =
  /** A required check fails. */
  | { kind: 'caught'; by: string[] }
  /** It does not build: the builder itself says so. */
  | { kind: 'broken' }
  /** Nothing fails, but something could not be judged on this engine. */
  | { kind: 'unknown'; checks: string[] }
  | { kind: 'survived' };

/** The file of a lab's solution that is mutated: the one that learners edit first. */
export const mutatedFile = (lab: Lab): string => lab.manifest.edits[0] ?? 'Dockerfile';

/**
 * Judges a mutant of the lab's Dockerfile as the learner's answer.
 *
 * @param slot makes the tags of those that run at the same time differ
 */
export async function judgeMutant(
  course: Course,
  lab: Lab,
  mutant: Mutant,
  engine: Engine,
  slot = 0,
): Promise<Outcome> {
  const { labDir, remove } = await layAnswer(course, lab, 'solution');
  try {
    await writeFile(join(labDir, mutatedFile(lab)), mutant.text);
    const report = await judgeLab({ lab: withOwnTags(lab, slot), labDir, engine });
    if (engine.real) await removeImages(lab, report, engine);
    return outcomeOf(report);
  } finally {
    await remove();
  }
}

function outcomeOf(report: LabReport): Outcome {
  const required = report.steps.flatMap((step) => step.checks).filter((check) => check.required);
  const failed = required.filter((check) => check.status === 'fail').map((check) => check.id);
  if (failed.includes('build.succeeds') || Object.values(report.builds).some((build) => !build.ok)) {
    return { kind: 'broken' };
  }
  if (failed.length > 0) return { kind: 'caught', by: [...new Set(failed)] };
  const open = required.filter((check) => check.status === 'unknown' || check.status === 'error');
  return open.length > 0
    ? { kind: 'unknown', checks: [...new Set(open.map((check) => check.id))] }
    : { kind: 'survived' };
}
