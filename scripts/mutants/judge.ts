import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { kindOf } from '../../src/checks/registry.ts';
import { judgeLab } from '../../src/checks/round.ts';
import type { FactName, LabReport } from '../../src/checks/types.ts';
import { layAnswer } from '../../src/commands/author/lay-answer.ts';
import { removeImages, sharedByProofs, withOwnTags } from '../../src/commands/author/prove.ts';
import { isDockerfileName } from '../../src/course/bases.ts';
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

/** The file of a lab's solution that is mutated: the first Dockerfile of those that learners edit. */
export const mutatedFile = (lab: Lab): string => lab.manifest.edits.find(isDockerfileName) ?? 'Dockerfile';

/**
 * Judges a mutant of the lab's Dockerfile as the learner's answer. One failing check is enough, so the quick ones are
 * asked first: the Dockerfile alone, then the image, and only if they all hold what runs it.
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
  const reports: LabReport[] = [];
  try {
    await writeFile(join(labDir, mutatedFile(lab)), mutant.text);
    for (const [index, part] of byEffort(withOwnTags(lab, slot)).entries()) {
      // The Dockerfile alone says the same without an engine, which would build it first.
      const means = index === 0 ? {} : { engine, ...sharedByProofs(engine) };
      const report = await judgeLab({ lab: part, labDir, ...means });
      reports.push(report);
      const outcome = failureIn(report);
      if (outcome) return outcome;
    }
    const open = reports.flatMap((report) =>
      requiredOf(report)
        .filter(isOpen)
        .map((check) => check.id),
    );
    return open.length > 0 ? { kind: 'unknown', checks: [...new Set(open)] } : { kind: 'survived' };
  } finally {
    if (engine.real) for (const report of reports) await removeImages(lab, report, engine);
    await remove();
  }
}

const QUICK: FactName[][] = [
  ['dockerfile', 'context'],
  ['dockerfile', 'context', 'build', 'image', 'files'],
];

/** The lab three times, each with a part of its checks, by what it takes to judge them. No check is in two. */
export function byEffort(lab: Lab): Lab[] {
  const effort = ({ id, image }: { id: string; image?: string | undefined }) => {
    const needs = kindOf(id)?.needs ?? [];
    // What a pipeline pushes is known after all of its runs.
    if (image !== undefined && lab.manifest.images[image]?.pipeline !== undefined) return QUICK.length;
    const quick = QUICK.findIndex((facts) => needs.every((fact) => facts.includes(fact)));
    return quick < 0 ? QUICK.length : quick;
  };
  return [...QUICK, []].map((_, part) => ({
    ...lab,
    steps: lab.steps.map((step) => ({
      ...step,
      checks: step.checks.filter((check) => effort(check) === part),
    })),
  }));
}

const requiredOf = (report: LabReport) =>
  report.steps.flatMap((step) => step.checks).filter((check) => check.required);
const isOpen = ({ status }: { status: string }) => status === 'unknown' || status === 'error';

function failureIn(report: LabReport): Outcome | undefined {
  const failed = requiredOf(report).filter((check) => check.status === 'fail');
  const by = [...new Set(failed.map((check) => check.id))];
  const builds = Object.values(report.builds).every((build) => build.ok);
  if (!builds || by.includes('build.succeeds')) return { kind: 'broken' };
  return by.length > 0 ? { kind: 'caught', by } : undefined;
}
