import { hintsFor } from '../course/hints.ts';
import { EXIT, type ExitCode, LearnerError } from '../errors.ts';
import { stepRecord, withStep } from '../progress/record.ts';
import type { CommonOptions } from './options.ts';
import { print, printJson, warnOfProgress } from './print.ts';
import { findTarget, openSetup } from './setup.ts';

/** `hint LAB/STEP`: the next hint, those for the checks that fail at the moment first; recorded as seen. */
export async function hint(target: string, options: CommonOptions): Promise<ExitCode> {
  const { course, progress } = await openSetup(options);
  const { lab, step } = findTarget(course, target);
  if (!step) {
    const example = `${lab.id}/${lab.steps[0]?.id}`;
    throw new LearnerError(
      'usage',
      'A hint belongs to a step.',
      `Say which, for example: docker-labs hint ${example}`,
    );
  }
  const record = stepRecord(progress.read(), lab.id, step.id);
  const failing = record.verdicts.filter((verdict) => verdict.status === 'fail').map((verdict) => verdict.id);
  const hints = hintsFor(step, failing);
  const index = Math.min(record.hintsSeen, hints.length - 1);
  const text = hints[index];
  if (text === undefined) {
    throw new LearnerError(
      'usage',
      `Step ${step.id} has no hints.`,
      `docker-labs solution ${lab.id} shows an answer.`,
    );
  }
  await progress.update((before) =>
    withStep(before, lab.id, step.id, (now) => ({ hintsSeen: Math.max(now.hintsSeen, index + 1) })),
  );
  warnOfProgress(progress);
  if (options.json)
    printJson({ lab: lab.id, step: step.id, hint: { number: index + 1, of: hints.length, text } });
  else print([`Hint ${index + 1} of ${hints.length} for ${lab.id}/${step.id}`, '', text]);
  return EXIT.ok;
}
