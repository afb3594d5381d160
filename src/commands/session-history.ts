import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { solutionFiles } from '../course/solution.ts';
import type { Lab } from '../course/types.ts';
import { LearnerError } from '../errors.ts';
import type { StoredAttempt } from '../progress/attempt.ts';
import { namedFiles } from '../progress/snapshot.ts';
import type { AttemptsPort, WorkspacePort } from '../session/ports.ts';
import { diffFile } from '../text/diff.ts';
import type { AttemptRecorder } from './attempt-recorder.ts';
import type { Setup } from './setup.ts';

/** The attempts of a session: kept, looked at against the files of now, and brought back. */
export function sessionAttempts({ workspace, course }: Setup, recorder: AttemptRecorder): AttemptsPort {
  const { store } = recorder;
  const find = async (lab: Lab, number: number): Promise<StoredAttempt> => {
    const found = (await store.list(lab.id)).find((attempt) => attempt.number === number);
    if (found) return found;
    throw new LearnerError(
      'bad-file',
      `Attempt ${number} is not there any more.`,
      'Open the timeline again.',
    );
  };
  return {
    record: (report, asked) => recorder.record(report, asked),
    list: (lab) => store.list(lab),
    async judgedBefore(lab, attempts) {
      const now = await store.snapshot(workspace.labDir(lab));
      const files = namedFiles(now);
      const { version } = course.manifest;
      const found = attempts.findLast(
        (one) =>
          one.confidence === 'measured' &&
          one.course.version === version &&
          one.leftOut === now.leftOut &&
          isDeepStrictEqual(one.files, files),
      );
      const steps = found && (await store.verdicts(found).catch(() => undefined));
      return steps && { steps, at: Date.parse(found.at) };
    },
    async files(lab, number) {
      const attempt = await find(lab, number);
      const now = await store.snapshot(workspace.labDir(lab));
      const current = new Map(now.files.map((file) => [file.path, file]));
      const paths = [...new Set([...attempt.files.map(({ path }) => path), ...current.keys()])].sort();
      const diffs = paths.map(async (path) => {
        const then = attempt.files.find((file) => file.path === path);
        const here = current.get(path);
        if (then && here?.sha256 === then.sha256) return diffFile(path, '', '');
        const content = then && (await store.file(then.sha256));
        return diffFile(path, here?.content.toString('utf8'), then && (content?.toString('utf8') ?? ''));
      });
      return Promise.all(diffs);
    },
    async restore(lab, number) {
      return store.restore(await find(lab, number), workspace.labDir(lab));
    },
  };
}

/** The finished files against the learner's own. */
export async function solutionAgainst({ workspace }: Setup, lab: Lab): ReturnType<WorkspacePort['solution']> {
  const { files, why } = await solutionFiles(lab);
  const diffs = Object.entries(files).map(async ([path, text]) => {
    const own = await readFile(join(workspace.labDir(lab), path), 'utf8').catch(() => undefined);
    return diffFile(path, own, text);
  });
  return { files: await Promise.all(diffs), why };
}
