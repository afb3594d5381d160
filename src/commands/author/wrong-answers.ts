import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../../course/problems.ts';
import { wrongSchema } from '../../course/schema.ts';
import type { Lab, WrongAnswer } from '../../course/types.ts';
import { readYaml, type YamlSource } from '../../course/yaml.ts';

export const WRONG_FILE = 'wrong.yaml';
/** So many mistakes at least must be known to be caught. */
const ENOUGH = 8;

/**
 * The answers of a lab that must fail, by name, with what is wrong in the answers themselves: keys, steps
 * and checks that do not exist, lines past the end of the file.
 */
export async function readWrongAnswers(lab: Lab): Promise<{ answers: WrongAnswer[]; problems: Problem[] }> {
  const root = join(lab.dir, 'wrong');
  const folders = existsSync(root) ? await readdir(root, { withFileTypes: true }) : [];
  const names = folders.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const read = await Promise.all(names.sort().map((name) => readAnswer(lab, join(root, name), name)));
  const problems = read.flatMap((one) => one.problems);
  if (names.length < ENOUGH) {
    problems.push({ file: root, message: `${names.length} wrong answers; a lab has at least ${ENOUGH}` });
  }
  return { answers: read.flatMap((one) => one.answer ?? []), problems };
}

async function readAnswer(
  lab: Lab,
  dir: string,
  name: string,
): Promise<{ answer?: WrongAnswer; problems: Problem[] }> {
  const file = join(dir, WRONG_FILE);
  if (!existsSync(file)) return { problems: [{ file, message: 'is missing' }] };
  const source = readYaml(await readFile(file, 'utf8'), wrongSchema);
  const manifest = source.value;
  if (!manifest) return { problems: source.problems.map((problem) => ({ file, ...problem })) };
  const answer = { name, dir, manifest };
  const problems = [...references(lab, answer, source), ...(await blamedLine(lab, answer, source))];
  return { answer, problems: problems.map((problem) => ({ file, ...problem })) };
}

type Source = YamlSource<WrongAnswer['manifest']>;
type Found = Omit<Problem, 'file'>;

function references(lab: Lab, { name, manifest }: WrongAnswer, source: Source): Found[] {
  const found: Found[] = [];
  const step = lab.steps.find((one) => one.id === manifest.step);
  const inLab = new Set(lab.steps.flatMap((one) => one.checks.map((check) => check.id)));
  if (!step)
    found.push({ line: source.lineOf(['step']), message: `step: there is no step "${manifest.step}"` });
  else if (!step.checks.some((check) => check.id === manifest.check && check.required)) {
    const message = `check: step ${step.id} has no required check "${manifest.check}"`;
    found.push({ line: source.lineOf(['check']), message });
  }
  if (!name.startsWith(`${manifest.check}.`)) {
    const message = `check: the folder is named for its check, so like ${manifest.check}.what-is-wrong`;
    found.push({ line: source.lineOf(['check']), message });
  }
  manifest.alsoFails.forEach((id, index) => {
    if (inLab.has(id)) return;
    const message = `alsoFails[${index}]: the lab has no check "${id}"`;
    found.push({ line: source.lineOf(['alsoFails', index]), message });
  });
  return found;
}

async function blamedLine(lab: Lab, { dir, manifest }: WrongAnswer, source: Source): Promise<Found[]> {
  const { file, line } = manifest;
  if (line !== undefined && file === undefined) {
    return [{ line: source.lineOf(['line']), message: 'line: of which file? Name it with the key file' }];
  }
  if (file === undefined) return [];
  const path = [dir, lab.solutionDir, lab.starterDir].map((one) => join(one, file)).find(existsSync);
  if (!path) return [{ line: source.lineOf(['file']), message: `file: the answer has no ${file}` }];
  const lines = (await readFile(path, 'utf8')).split('\n').length;
  if (line === undefined || line <= lines) return [];
  return [{ line: source.lineOf(['line']), message: `line: ${file} has ${lines} lines` }];
}
