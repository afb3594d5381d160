import { EXIT, type ExitCode } from '../errors.ts';
import { withStep } from '../progress/record.ts';
import type { CommonOptions } from './options.ts';
import { print, printJson, warnOfProgress } from './print.ts';
import { findLab, openSetup } from './setup.ts';

/** `reset LAB`: the starter files again; the learner's own are moved to a backup, never deleted. */
export async function reset(name: string, options: CommonOptions): Promise<ExitCode> {
  const { course, workspace, progress } = await openSetup(options);
  const lab = findLab(course, name);
  const { backup, restored } = await workspace.reset(lab);
  await progress.update((before) =>
    lab.steps.reduce(
      (now, step) => withStep(now, lab.id, step.id, () => ({ status: 'open', verdicts: [] })),
      before,
    ),
  );
  warnOfProgress(progress);
  if (options.json) printJson({ lab: lab.id, backup, restored });
  else
    print([
      `Your files of ${lab.id} were moved to ${backup}`,
      `${restored.length} starter files are in place again.`,
    ]);
  return EXIT.ok;
}
