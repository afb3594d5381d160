import { readFile } from 'node:fs/promises';
import type * as z from 'zod';
import { readYaml } from '../course/yaml.ts';
import { LearnerError } from '../errors.ts';
import { sanitiseLine } from '../text/sanitise.ts';

/**
 * A file that the reader wrote, YAML or JSON, by its schema.
 *
 * @param tryNext what says how such a file looks
 * @throws LearnerError `bad-file` with every problem by line
 */
export async function readYamlFile<T>(path: string, schema: z.ZodType<T>, tryNext: string): Promise<T> {
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new LearnerError(
      'bad-file',
      `${path} cannot be read: ${sanitiseLine(cause.message)}.`,
      'Check the path.',
      { cause },
    );
  });
  const { value, problems } = readYaml(text, schema);
  if (value) return value;
  const said = problems.map(({ line, message }) => `${path}:${line}: ${message}`).join('; ');
  throw new LearnerError('bad-file', sanitiseLine(said, 1000), tryNext);
}
