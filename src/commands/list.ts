import { EXIT, type ExitCode } from '../errors.ts';
import { listView } from '../plain/list.ts';
import { stepRecord } from '../progress/record.ts';
import { checklist, labStatus, resumePoint } from '../progress/summary.ts';
import { capabilities } from '../text/capabilities.ts';
import type { CommonOptions } from './options.ts';
import { print, printJson, warnOfProgress } from './print.ts';
import { openSetup } from './setup.ts';

/** `list`: what is recorded, without judging anything. */
export async function list(options: CommonOptions): Promise<ExitCode> {
  const { course, progress: store } = await openSetup(options);
  const progress = store.read();
  warnOfProgress(store);
  if (!options.json) {
    print(listView(course, progress, capabilities(process.stdout, options)));
    return EXIT.ok;
  }
  const { id, title, version } = course.manifest;
  printJson({
    course: { id, title, version },
    labs: course.labs.map((lab) => ({
      id: lab.id,
      title: lab.manifest.title,
      status: labStatus(lab, progress),
      steps: lab.steps.map((step) => {
        const { status, tries, hintsSeen, solutionSeen } = stepRecord(progress, lab.id, step.id);
        return { id: step.id, title: step.title, status, tries, hintsSeen, solutionSeen };
      }),
    })),
    checklist: checklist(course, progress),
    resume: resumePoint(course, progress),
  });
  return EXIT.ok;
}
