import { ownsLab } from '../course/paths.ts';
import type { Lab } from '../course/types.ts';
import type { Subject } from './types.ts';

/**
 * The images of a lab as subjects to judge, in the manifest's order.
 *
 * @param labDir the lab's folder in the workspace; a baseline (`from: starter`) ignores it and is built
 *   from the pristine starter
 * @param untrusted the files are somebody else's: whatever the course, none of their scripts is run
 */
export function labSubjects(lab: Lab, labDir: string, untrusted = false): Subject[] {
  const foreign = untrusted || (!ownsLab(lab.dir) && process.env.DOCKER_LABS_TRUST_COURSE !== '1');
  return Object.entries(lab.manifest.images).map(([name, image]) => ({
    name,
    tag: image.tag,
    contextDir: image.from === 'starter' ? lab.starterDir : labDir,
    dockerfile: image.dockerfile,
    ...(image.target ? { target: image.target } : {}),
    ...(image.buildArgs ? { buildArgs: image.buildArgs } : {}),
    ...(image.pipeline ? { pipeline: image.pipeline } : {}),
    ...(image.run ? { run: image.run } : {}),
    ...(foreign ? { foreign } : {}),
  }));
}
