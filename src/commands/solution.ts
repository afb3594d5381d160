import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { solutionFiles } from '../course/solution.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { type Pen, paint } from '../plain/paint.ts';
import { seenSolution } from '../progress/record.ts';
import { capabilities } from '../text/capabilities.ts';
import type { CommonOptions } from './options.ts';
import { print, printJson, warnOfProgress } from './print.ts';
import { findLab, openSetup } from './setup.ts';

/**
 * `solution LAB`: the finished files as a diff against the learner's own, and why they are as they are.
 * Recorded as seen with every step of the lab that has not held yet.
 */
export async function solution(name: string, options: CommonOptions): Promise<ExitCode> {
  const { course, workspace, progress } = await openSetup(options);
  const lab = findLab(course, name);
  const { files, why } = await solutionFiles(lab);
  await progress.update((before) => seenSolution(before, lab.id, lab.steps));
  warnOfProgress(progress);
  if (options.json) {
    printJson({ lab: lab.id, files, why });
    return EXIT.ok;
  }
  const pen = capabilities(process.stdout, options);
  for (const [path, text] of Object.entries(files)) {
    const own = await readFile(join(workspace.labDir(lab), path), 'utf8').catch(() => '');
    print(own === text ? [`${path}: yours is the same`, ''] : diffLines(path, own, text, pen));
  }
  print(why);
  return EXIT.ok;
}

function diffLines(path: string, own: string, finished: string, pen: Pen): string[] {
  const patch = createTwoFilesPatch(path, path, own, finished, 'yours', 'solution', { context: 3 });
  return patch
    .slice(patch.indexOf('--- ')) // without the rule of equals signs above the file names
    .split('\n')
    .map((line) => {
      if (line.startsWith('+')) return paint(pen, 'green', line);
      if (line.startsWith('-')) return paint(pen, 'red', line);
      return line.startsWith('@@') ? paint(pen, 'cyan', line) : line;
    });
}
