import type { Course } from '../../course/types.ts';
import { assess } from './assess.ts';
import { loadExport, readLoaded } from './read-file.ts';
import type { Rules } from './rules.ts';
import { type Traits, traitsOf } from './traits.ts';
import type { Graded } from './types.ts';

/** What files are graded by; plain data, which a thread can be given. */
export interface GradeMeans {
  course: Course;
  rules: Rules;
  /** Keep the text of the learners' own files in the results. */
  keepFiles?: boolean;
}

/** A graded file, and what of it is compared with others; a file that cannot be read has no traits. */
export interface GradedFile {
  graded: Graded;
  traits?: Traits;
}

/** Grades one file. Never throws, whatever it holds. */
export function gradeFile(file: string, means: GradeMeans): GradedFile {
  const read = readLoaded(loadExport(file));
  const graded = assess(file, read, means);
  return read.integrity === 'unreadable'
    ? { graded }
    : { graded, traits: traitsOf(read.document, graded.key) };
}
