import type * as z from 'zod';
import type { CheckSpec } from '../checks/types.ts';
import { judgeSpecSchema } from '../course/schema.ts';
import { LearnerError } from '../errors.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import { readYamlFile } from './yaml-file.ts';

/**
 * `--check ID[=JSON]`.
 *
 * @throws LearnerError `usage` when what follows the equals sign is no JSON
 */
export function specOf(text: string): CheckSpec {
  const cut = text.indexOf('=');
  if (cut < 0) return { id: text };
  const id = text.slice(0, cut);
  try {
    return { id, args: JSON.parse(text.slice(cut + 1)) as unknown };
  } catch (cause) {
    throw new LearnerError(
      'usage',
      `The args of --check ${sanitiseLine(id)} are no JSON: ${sanitiseLine(text.slice(cut + 1), 80)}.`,
      `Write them like this: --check 'size.max={"bytes":15000000}'`,
      { cause },
    );
  }
}

/**
 * `--spec FILE`: YAML or JSON, the schema of a lab's checks.
 *
 * @throws LearnerError `bad-file` with every problem by line
 */
export function readJudgeSpec(path: string): Promise<z.infer<typeof judgeSpecSchema>> {
  return readYamlFile(path, judgeSpecSchema, 'assets/judge.schema.json says what a spec file holds.');
}
