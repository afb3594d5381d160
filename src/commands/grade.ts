import { resolve } from 'node:path';
import { placeFile } from '../course/files.ts';
import { loadCourse } from '../course/load.ts';
import type { Course } from '../course/types.ts';
import { EXIT, type ExitCode, LearnerError } from '../errors.ts';
import { gradeView } from '../plain/grade.ts';
import { gradeFiles } from '../reports/grade/class.ts';
import { findExports } from '../reports/grade/find-files.ts';
import type { CsvFormat } from '../reports/grade/formats.ts';
import { gradebook, gradebookRemarks } from '../reports/grade/gradebook.ts';
import { gradeVerdicts } from '../reports/grade/junit-verdicts.ts';
import { reportPage } from '../reports/grade/page.ts';
import { DEFAULT_RULES, type Rules, rulesSchema } from '../reports/grade/rules.ts';
import type { Graded, LookAlike } from '../reports/grade/types.ts';
import { junit } from '../reports/junit.ts';
import { capabilities } from '../text/capabilities.ts';
import { REBUILD_OPTIONS, type RebuildCommandOptions, rebuildGraded } from './grade-rebuild.ts';
import { print, printJson } from './print.ts';
import { readYamlFile } from './yaml-file.ts';

export interface GradeOptions extends RebuildCommandOptions {
  /** The instructor's course file. */
  rules?: string;
  csv?: string;
  csvFormat: CsvFormat;
  html?: string;
  junit?: string;
}

interface Result {
  course: Course;
  rules: Rules;
  graded: Graded[];
  alike: LookAlike[];
  others: number;
}

/**
 * `grade FILE|DIR…`: what each export is worth, worked out again from its evidence; with `--rebuild` from its files.
 *
 * @returns 0 when every export is intact and agrees, 1 when one is not, 2 when there is none, 3 when one could not be
 *   built again
 */
export async function grade(named: string[], options: GradeOptions, signal: AbortSignal): Promise<ExitCode> {
  refuseLoneOptions(options);
  const course = await loadCourse(options.labs);
  const rules = options.rules === undefined ? DEFAULT_RULES : await readRules(options.rules, course);
  const { files, others } = await findExports(named);
  if (files.length === 0) {
    throw new LearnerError(
      'bad-file',
      'There is no export there.',
      'Exports are the .json files of docker-labs export.',
    );
  }
  const { graded, alike } = await gradeFiles(files, { course, rules, keepFiles: options.html !== undefined });
  if (options.rebuild) await rebuildGraded(files, graded, course, options, signal);
  const result = { course, rules, graded, alike, others };
  await writeReports(result, options);
  if (options.json) printJson(document(result));
  else print(gradeView(result, capabilities(process.stdout, options)));
  const sound = graded.every((one) => one.integrity === 'intact' && one.rebuilt?.status !== 'differs');
  if (!sound) return EXIT.failed;
  return graded.some((one) => one.rebuilt?.status === 'unknown') ? EXIT.cannotJudge : EXIT.ok;
}

function refuseLoneOptions(options: GradeOptions): void {
  const lone = options.rebuild ? undefined : REBUILD_OPTIONS.find((name) => options[name] !== undefined);
  if (lone === undefined) return;
  const written = lone.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new LearnerError('usage', `--${written} says how to build again.`, 'Add --rebuild, or leave it out.');
}

async function readRules(file: string, course: Course): Promise<Rules> {
  const rules = await readYamlFile(
    file,
    rulesSchema,
    'assets/grading.schema.json says what a course file holds.',
  );
  const unknown = Object.keys(rules.labs ?? {}).filter((id) => !course.labs.some((lab) => lab.id === id));
  if (unknown.length === 0) return rules;
  throw new LearnerError(
    'bad-file',
    `${file} names the lab "${unknown[0]}", which the course does not have.`,
    `Its labs are: ${course.labs.map((lab) => lab.id).join(', ')}.`,
  );
}

async function writeReports({ course, rules, graded, alike }: Result, options: GradeOptions): Promise<void> {
  const write = async (file: string | undefined, text: () => string) => {
    if (file === undefined) return;
    await placeFile(resolve(file), text()).catch((cause: NodeJS.ErrnoException) => {
      throw new LearnerError('bad-file', `${file} cannot be written (${cause.code}).`, 'Name another file.', {
        cause,
      });
    });
  };
  await write(options.csv, () => gradebook(options.csvFormat, graded, { course, rules }));
  if (options.csv !== undefined)
    for (const remark of gradebookRemarks(options.csvFormat, graded)) process.stderr.write(`${remark}\n`);
  await write(options.junit, () => junit('docker-labs grade', gradeVerdicts(graded)));
  const at = new Date().toISOString();
  await write(options.html, () =>
    reportPage({ title: `${rules.title}: ${course.manifest.title}`, graded, alike, at }),
  );
}

/** The contract of `grade --json`. */
function document({ graded, alike, others }: Result): object {
  const of = (integrity: Graded['integrity']) => graded.filter((one) => one.integrity === integrity).length;
  return {
    learners: graded.map(({ labs, ...one }) => ({
      ...one,
      labs: Object.fromEntries(
        labs.map(({ id, score, maxScore, held, steps }) => [id, { score, maxScore, held, steps }]),
      ),
    })),
    alike,
    summary: {
      files: graded.length,
      otherFiles: others,
      ...{
        intact: of('intact'),
        altered: of('altered'),
        unsigned: of('unsigned'),
        unreadable: of('unreadable'),
      },
      notRebuilt: graded.filter((one) => one.rebuilt?.status === 'unknown').length,
      differ: graded.filter((one) => one.rebuilt?.status === 'differs').length,
    },
  };
}
