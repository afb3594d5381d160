import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { labSubjects } from '../checks/subjects.ts';
import type { Lab } from '../course/types.ts';
import { parseDockerfile } from '../dockerfile/parse.ts';
import { LearnerError } from '../errors.ts';
import type { OriginSource } from '../scan/origin.ts';
import { sameName } from '../scan/same-image.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import type { CommonOptions } from './options.ts';
import { openSetup } from './setup.ts';

/**
 * The Dockerfile that a scanned image is built from: the one that is named, else the lab's whose image it is, where
 * this is a workspace. Undefined where nobody knows.
 *
 * @throws LearnerError `bad-file` when one is named that cannot be read
 */
export async function scanSource(
  image: string,
  options: Pick<CommonOptions, 'dir' | 'labs'> & { file?: string },
): Promise<OriginSource | undefined> {
  if (options.file !== undefined) return named(options.file);
  try {
    const { course, workspace } = await openSetup(options);
    for (const lab of course.labs) {
      const source = await labSource(lab, workspace.labDir(lab), image);
      if (source) return source;
    }
  } catch (error) {
    if (!(error instanceof LearnerError)) throw error; // no workspace here: nothing to say of lines
  }
  return undefined;
}

/** The Dockerfile of a lab's image, by the image's name. */
export async function labSource(lab: Lab, labDir: string, image: string): Promise<OriginSource | undefined> {
  const subject = labSubjects(lab, labDir).find(({ tag }) => tag !== undefined && sameName(tag, image));
  if (subject?.contextDir === undefined || subject.dockerfile === undefined) return undefined;
  const text = await readFile(join(subject.contextDir, subject.dockerfile), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  return { dockerfile: parseDockerfile(text, subject.dockerfile), target: subject.target };
}

async function named(file: string): Promise<OriginSource> {
  try {
    return { dockerfile: parseDockerfile(await readFile(file, 'utf8'), basename(file)) };
  } catch (cause) {
    throw new LearnerError('bad-file', `${sanitiseLine(file)} cannot be read.`, 'Check the path after -f.', {
      cause,
    });
  }
}
