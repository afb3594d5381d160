import { describeProblem, type Problem } from '../course/problems.ts';
import { readCourse } from '../course/read-course.ts';
import type { Course, Lab } from '../course/types.ts';
import type { Engine } from '../engine/types.ts';
import { EXIT, type ExitCode, LabError, LearnerError } from '../errors.ts';
import { formatDuration } from '../text/units.ts';
import type { Answer } from './author/lay-answer.ts';
import { PROOFS_AT_A_TIME, proveAnswer, removeShared } from './author/prove.ts';
import { slots } from './author/slots.ts';
import { staticProblems } from './author/static.ts';
import { readWrongAnswers } from './author/wrong-answers.ts';

export interface AuthorOptions {
  /** Folder of `course.yaml`; the package's own when absent. */
  dir?: string;
  /** A real engine: every answer is really built and run. */
  engine?: Engine;
  /** Predicts what each answer becomes; always asked. */
  practice: Engine;
  json: boolean;
  out: (line: string) => void;
  /** Ids of the labs to prove; all when absent. */
  labs?: string[];
  signal?: AbortSignal;
}

interface LabProof {
  id: string;
  steps: number;
  wrongAnswers: number;
  problems: Problem[];
  ms: number;
}

/**
 * `author check [DIR]`: proves that a course is sound. Schema, links and ids; that the starter fails and
 * the solution passes; that each wrong answer fails exactly its named check, at the right line.
 *
 * @returns 0 when all holds, 1 when something in a lab does not, 2 when the course cannot be read
 */
export async function authorCheck(options: AuthorOptions): Promise<ExitCode> {
  const course = await readCourse(options.dir, undefined, process.env);
  const labs = chosenLabs(course, options.labs);
  const proofs: LabProof[] = [];
  for (const lab of labs) {
    const proof = await proveLab(course, lab, options);
    proofs.push(proof);
    if (!options.json) say(course, proof, options.out);
  }
  const count = proofs.reduce((sum, proof) => sum + proof.problems.length, 0);
  const judgedOn = options.engine ? `practice and ${options.engine.kind}` : 'practice';
  if (options.json) options.out(asJson(course, proofs, judgedOn));
  else if (count === 0) options.out(`The course is sound (judged on: ${judgedOn}).`);
  else options.out(`${count} problem${count === 1 ? '' : 's'} (judged on: ${judgedOn}).`);
  return count === 0 ? EXIT.ok : EXIT.failed;
}

function chosenLabs(course: Course, ids: string[] | undefined): Lab[] {
  const unknown = ids?.filter((id) => !course.labs.some((lab) => lab.id === id)) ?? [];
  if (unknown.length === 0) return course.labs.filter((lab) => !ids || ids.includes(lab.id));
  const known = course.labs.map((lab) => lab.id).join(', ');
  throw new LearnerError('usage', `There is no lab "${unknown[0]}".`, `The labs are: ${known}.`);
}

async function proveLab(course: Course, lab: Lab, options: AuthorOptions): Promise<LabProof> {
  const started = performance.now();
  const wrong = await readWrongAnswers(lab);
  const problems = [...(await staticProblems(course, lab)), ...wrong.problems];
  // Judging a lab that names unknown checks or has no solution would only repeat that.
  if (problems.length === 0) {
    const answers: Answer[] = ['starter', 'solution', ...wrong.answers];
    for (const engine of options.engine ? [options.practice, options.engine] : [options.practice]) {
      const inSlot = slots(engine.real ? PROOFS_AT_A_TIME : 1);
      const proofs = answers.map((answer) =>
        inSlot((slot) => proven(course, lab, answer, engine, { slot, signal: options.signal })),
      );
      // All of them, so that nothing still runs when one of them ends the command.
      for (const proof of await Promise.allSettled(proofs)) {
        if (proof.status === 'rejected') throw proof.reason;
        problems.push(...proof.value);
      }
    }
  }
  if (options.engine) await removeShared(lab, options.engine);
  const ms = performance.now() - started;
  return { id: lab.id, steps: lab.steps.length, wrongAnswers: wrong.answers.length, problems, ms };
}

async function proven(
  course: Course,
  lab: Lab,
  answer: Answer,
  engine: Engine,
  where: { slot: number; signal: AbortSignal | undefined },
): Promise<Problem[]> {
  const file =
    typeof answer === 'object' ? answer.dir : answer === 'starter' ? lab.starterDir : lab.solutionDir;
  const faults = await proveAnswer(course, lab, answer, engine, where).catch((error) => {
    if (error instanceof LabError && error.code !== 'interrupted')
      return [`${error.message} ${error.tryNext}`];
    throw error;
  });
  // An engine that is gone says nothing about the course.
  if (faults.length > 0) await engine.info(where.signal);
  return faults.map((message) => ({ file, message: `${message} (${engine.kind})` }));
}

function say(course: Course, proof: LabProof, out: (line: string) => void): void {
  const contents = `${proof.steps} steps, ${proof.wrongAnswers} wrong answers`;
  const result = proof.problems.length === 0 ? 'sound' : `${proof.problems.length} problems`;
  out(`${proof.id.padEnd(10)} ${contents.padEnd(28)} ${result.padEnd(14)} ${formatDuration(proof.ms)}`);
  for (const problem of proof.problems) out(`  ${describeProblem(problem, course.dir)}`);
}

function asJson(course: Course, proofs: LabProof[], judgedOn: string): string {
  const labs = proofs.map(({ problems, ms, ...proof }) => ({
    ...proof,
    status: problems.length === 0 ? 'pass' : 'fail',
    problems: problems.map((problem) => describeProblem(problem, course.dir)),
    ms: Math.round(ms),
  }));
  return JSON.stringify({ formatVersion: 1, judgedOn, labs });
}
