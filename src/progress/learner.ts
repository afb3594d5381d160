import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { placeFile } from '../course/files.ts';
import { LearnerError } from '../errors.ts';
import { sanitiseLine } from '../text/sanitise.ts';

const learnerSchema = z.object({ name: z.string().trim().min(1).max(200), id: z.string().trim().max(200) });

/** Who the learner is, in his own words. Nothing else about a person is ever kept. */
export type Learner = z.infer<typeof learnerSchema>;

const FILE = 'learner.json';

/** Who the learner said he is; undefined when he has not been asked, or the file is damaged. */
export async function readLearner(stateDir: string): Promise<Learner | undefined> {
  try {
    return learnerSchema.parse(JSON.parse(await readFile(join(stateDir, FILE), 'utf8')));
  } catch {
    return undefined;
  }
}

/**
 * Keeps who the learner says he is, in `.docker-labs/learner.json`, which he may edit.
 *
 * @throws LearnerError when the name is empty or either is longer than 200 characters
 */
export async function saveLearner(stateDir: string, said: Learner): Promise<Learner> {
  const parsed = learnerSchema.safeParse({
    name: sanitiseLine(said.name, 1000).toWellFormed(),
    id: sanitiseLine(said.id, 1000).toWellFormed(),
  });
  if (!parsed.success) {
    throw new LearnerError(
      'usage',
      'A name must not be empty, and name and id have at most 200 characters.',
      'Say who you are with --name NAME --id ID.',
    );
  }
  await placeFile(join(stateDir, FILE), `${JSON.stringify(parsed.data, undefined, 1)}\n`);
  return parsed.data;
}
