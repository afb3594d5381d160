import * as z from 'zod';
import { defineKind, fail, imageName, pass } from './kind.ts';
import { ACCOUNT_FILES, resolveUser } from './passwd.ts';
import { containerEvidence, startFailure } from './run-story.ts';

export const runUser = defineKind({
  id: 'run.user',
  title: 'the process really runs as the user that the image names, and not as root',
  args: z.strictObject({ uid: z.int().min(1).optional().describe('The number it must run as.') }),
  needs: ['image', 'files', 'run'],
  keeps: () => ACCOUNT_FILES,
  why: 'What counts is the number that the kernel sees, not what a file says.',
  async judge(facts, args) {
    const [image, files, report] = await Promise.all([facts.image(), facts.files(), facts.run('plain')]);
    const uid = args.uid ?? resolveUser(image.config.user, files)?.uid;
    const expected = uid ? `all processes run as user ${uid}` : 'no process runs as root';
    const broken = await startFailure(report, expected, facts);
    if (broken) return broken;
    const seeIt = `docker top CONTAINER -eo pid,uid,args (of ${imageName(facts)})`;
    const wrong = report.processes.filter((process) => (uid ? process.uid !== uid : process.uid === 0));
    const evidence = report.processes
      .slice(0, 5)
      .map((process) => containerEvidence(facts, `user ${process.uid}`, process.command));
    if (wrong.length === 0) {
      const seen = [...new Set(report.processes.map((process) => process.uid))];
      return { ...pass(expected, `user ${seen.join(', ')}`, evidence), seeIt };
    }
    return fail({
      expected,
      actual: `${wrong[0]?.command} runs as user ${wrong[0]?.uid}`,
      evidence,
      tryNext: 'Switch with USER in the last stage, and let no start script switch back.',
      seeIt,
    });
  },
});
