import { readFile } from 'node:fs/promises';
import type Docker from 'dockerode';
import { parse } from 'yaml';
import { IMAGES } from './catalogue.ts';
import { provide } from './load.ts';

/** Which base images the engine tests run on. */
export type BaseChoice = 'real' | 'standins' | 'auto';

/** The value of DOCKER_LABS_BASES; nothing means `auto`. Throws on anything else. */
export function baseChoice(value: string | undefined): BaseChoice {
  const choice = value || 'auto';
  if (choice === 'real' || choice === 'standins' || choice === 'auto') return choice;
  throw new Error(`DOCKER_LABS_BASES is ${JSON.stringify(value)}; it can be real, standins or auto`);
}

/**
 * Sees to it that the engine has the base images of the course.
 * - `real` pulls those that are missing, and fails when that fails.
 * - `standins` assembles and loads stand-ins for all.
 * - `auto` leaves what is there; pulls what is missing, or loads stand-ins where no registry can be reached.
 * @returns what was done, for people.
 */
export async function prepareBases(
  docker: Docker,
  choice: BaseChoice,
  log: (line: string) => void,
): Promise<string> {
  if (choice !== 'standins') {
    const missing = await missingBases(docker);
    if (missing.length === 0) return 'the base images are there';
    try {
      for (const image of missing) await pull(docker, image, log);
      return 'pulled the real base images';
    } catch (error) {
      if (choice === 'real') throw error;
      log(`cannot pull: ${error instanceof Error ? error.message : error}`);
    }
  }
  await provide(docker, IMAGES, log);
  return 'loaded stand-ins for the base images';
}

async function missingBases(docker: Docker): Promise<string[]> {
  const course: unknown = parse(
    await readFile(new URL('../../../labs/course.yaml', import.meta.url), 'utf8'),
  );
  const { bases } = course as { bases: Record<string, string> };
  const present = await Promise.all(
    Object.values(bases).map((image) =>
      docker
        .getImage(image)
        .inspect()
        .then(
          () => true,
          () => false,
        ),
    ),
  );
  return Object.values(bases).filter((_, index) => !present[index]);
}

async function pull(docker: Docker, image: string, log: (line: string) => void): Promise<void> {
  log(`pulling ${image}`);
  const stream = await docker.pull(image);
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(stream, (error: Error | null) => (error ? reject(error) : resolve()));
  });
}
