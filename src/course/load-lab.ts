import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sanitise } from '../text/sanitise.ts';
import { fillBases, unknownPlaceholders } from './bases.ts';
import { listTree, solutionsOf, whyUnusable } from './paths.ts';
import type { Problem } from './problems.ts';
import { type LabManifest, labSchema } from './schema.ts';
import type { Lab, Step } from './types.ts';
import { readYaml, type YamlSource } from './yaml.ts';

/** Lessons are read whole into a terminal: more than this is a mistake. Bytes. */
const MAX_LESSON = 200_000;

/**
 * Reads one lab's folder.
 *
 * @param folder its path in the course, `01-basic`
 * @param bases base id -> image, to fill `{{base.id}}` in
 * @returns the lab, or every problem found in it
 */
export async function loadLab(
  courseDir: string,
  folder: string,
  bases: Record<string, string>,
): Promise<{ lab?: Lab; problems: Problem[] }> {
  const dir = join(courseDir, folder);
  const file = join(dir, 'lab.yaml');
  const named = /^(\d{2,})-(.+)$/.exec(folder);
  if (!named) return { problems: [{ file: dir, message: 'a lab’s folder is named like "01-basic"' }] };
  if (!existsSync(file)) return { problems: [{ file, message: 'is missing' }] };

  const text = await readFile(file, 'utf8');
  const source = readYaml(text, labSchema);
  const problems: Problem[] = [
    ...source.problems.map((problem) => ({ file, ...problem })),
    ...placeholderProblems(file, text, bases),
    ...(await strayFiles(dir)),
  ];
  const manifest = source.value;
  if (!manifest) return { problems };

  if (manifest.id !== named[2]) {
    const message = `id: "${manifest.id}" is not the folder’s name (${named[2]})`;
    problems.push({ file, line: source.lineOf(['id']), message });
  }
  problems.push(...linkProblems(file, manifest, source), ...starterProblems(dir, manifest, source));
  const steps = await Promise.all(
    manifest.steps.map((step, index) =>
      readStep(dir, step, bases, source.lineOf(['steps', index, 'lesson'])),
    ),
  );
  problems.push(...steps.flatMap((step) => step.problems));
  if (problems.length > 0) return { problems };
  const filled = fillBases(manifest, bases);
  const lab: Lab = {
    id: manifest.id,
    number: Number(named[1]),
    folder,
    dir,
    starterDir: join(dir, 'starter'),
    solutionDir: join(solutionsOf(courseDir), folder),
    manifest: filled,
    steps: filled.steps.map((step, index) => ({
      ...step,
      lesson: fillBases(steps[index]?.lesson ?? '', bases),
      lessonFile: steps[index]?.lessonFile ?? '',
    })),
  };
  return { lab, problems };
}

async function readStep(
  dir: string,
  step: LabManifest['steps'][number],
  bases: Record<string, string>,
  line: number,
): Promise<Pick<Step, 'lesson' | 'lessonFile'> & { problems: Problem[] }> {
  const lessonFile = join(dir, step.lesson);
  const unusable = await whyUnusable(dir, step.lesson, 'file');
  if (unusable) {
    const problem = { file: join(dir, 'lab.yaml'), line, message: `steps.${step.id}.lesson: ${unusable}` };
    return { lesson: '', lessonFile, problems: [problem] };
  }
  const text = await readFile(lessonFile, 'utf8');
  const problems = placeholderProblems(lessonFile, text, bases);
  if (text.length > MAX_LESSON) problems.push({ file: lessonFile, message: 'a lesson of over 200 kB' });
  if (text.trim() === '') problems.push({ file: lessonFile, message: 'the lesson is empty' });
  return { lesson: sanitise(text), lessonFile, problems };
}

function placeholderProblems(file: string, text: string, bases: Record<string, string>): Problem[] {
  return unknownPlaceholders(text, bases).map(({ line, id }) => ({
    file,
    line,
    message: `{{base.${id}}}: the course declares no such base (it has ${Object.keys(bases).join(', ')})`,
  }));
}

/** Ids used twice, and references inside the lab that point nowhere. */
function linkProblems(file: string, manifest: LabManifest, source: YamlSource<LabManifest>): Problem[] {
  const problems: Problem[] = [];
  const add = (path: (string | number)[], message: string) =>
    problems.push({ file, line: source.lineOf(path), message });
  const images = Object.keys(manifest.images);
  manifest.steps.forEach((step, s) => {
    if (manifest.steps.findIndex((other) => other.id === step.id) !== s) {
      add(['steps', s, 'id'], `steps[${s}].id: "${step.id}" is used twice`);
    }
    step.checks.forEach((check, c) => {
      if (check.image !== undefined && !images.includes(check.image)) {
        const known = images.join(', ');
        add(
          ['steps', s, 'checks', c, 'image'],
          `steps[${s}].checks[${c}].image: the lab has no image "${check.image}" (it has ${known})`,
        );
      }
    });
    step.hints.forEach((hint, h) => {
      if (typeof hint === 'string' || hint.for === undefined) return;
      if (step.checks.some((check) => check.id === hint.for)) return;
      add(['steps', s, 'hints', h], `steps[${s}].hints[${h}].for: the step has no check "${hint.for}"`);
    });
  });
  return problems;
}

/** A baseline is built from the starter, so its Dockerfile must be there; the learner may make the others. */
function starterProblems(dir: string, manifest: LabManifest, source: YamlSource<LabManifest>): Problem[] {
  const file = join(dir, 'lab.yaml');
  if (!existsSync(join(dir, 'starter'))) return [{ file, message: 'the lab has no folder starter/' }];
  return Object.entries(manifest.images)
    .filter(([, image]) => image.from === 'starter' && !existsSync(join(dir, 'starter', image.dockerfile)))
    .map(([id, image]) => ({
      file,
      line: source.lineOf(['images', id, 'dockerfile']),
      message: `images.${id}.dockerfile: the starter has no file ${image.dockerfile}`,
    }));
}

/** Links and special files could lead out of the lab's folder: a lab has none. */
async function strayFiles(dir: string): Promise<Problem[]> {
  const { others } = await listTree(dir);
  return others.map((path) => ({
    file: join(dir, path),
    message: 'a lab holds regular files alone, no links',
  }));
}
