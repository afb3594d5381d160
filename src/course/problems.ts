import { basename, dirname, relative, sep } from 'node:path';
import { LearnerError } from '../errors.ts';

/** One thing that is wrong in a course: where it is, and what was expected. */
export interface Problem {
  /** Absolute. */
  file: string;
  /** 1-based; absent where the whole file is meant. */
  line?: number;
  message: string;
}

/** `labs/01-basic/lab.yaml:14: steps[2].title: is missing`, with the file named from the course's parent folder. */
export function describeProblem(problem: Problem, courseDir: string): string {
  const name = relative(dirname(courseDir), problem.file).split(sep).join('/');
  const file = name.startsWith('..') ? problem.file : name;
  return `${file}${problem.line === undefined ? '' : `:${problem.line}`}: ${problem.message}`;
}

/** The one error that a broken course raises: every problem, in the order of files and lines. */
export function badCourse(problems: Problem[], courseDir: string): LearnerError {
  const lines = [...problems]
    .sort((a, b) => a.file.localeCompare(b.file) || (a.line ?? 0) - (b.line ?? 0))
    .map((problem) => describeProblem(problem, courseDir));
  const count = lines.length === 1 ? 'a problem' : `${lines.length} problems`;
  return new LearnerError(
    'bad-course',
    `The course ${basename(courseDir)} has ${count}:\n${lines.join('\n')}`,
    'Correct the course, or name another one with --labs. docker-labs author check proves a course.',
  );
}
