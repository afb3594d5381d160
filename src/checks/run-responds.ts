import { z } from 'zod';
import { NotJudgeable } from '../errors.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import { defineKind, fail, pass } from './kind.ts';
import { runEvidence, runTrouble, wrongAnswer } from './run-evidence.ts';
import { portOf } from './run-spec.ts';
import { sourceIfAny } from './source.ts';
import type { RunReport } from './types.ts';

export const runResponds = defineKind({
  id: 'run.responds',
  title: 'the port answers as asked',
  args: z.strictObject({}),
  needs: ['run'],
  why: 'An image that builds is not yet a service that answers.',
  async judge(facts) {
    const plan = facts.subject.run ?? {};
    const port = portOf(await facts.image(), plan);
    if (port === undefined) {
      throw new NotJudgeable(
        'It is not known which port to ask: the image declares none, or several.',
        'EXPOSE the port, or name it in the spec (run: { port: … }).',
      );
    }
    const report = await facts.run('plain');
    const requests = plan.requests?.length ? plan.requests : [{ path: '/' }];
    const expected = `port ${port} answers ${requests.map(({ path, status }) => `GET ${path}${status ? ` with ${status}` : ''}`).join(', ')}`;
    const trouble = runTrouble(report) ?? wrongAnswer(report, plan);
    if (trouble === undefined) return pass(expected, answers(report));
    return fail({
      expected,
      actual: sanitiseLine(trouble),
      evidence: runEvidence(facts, report, await sourceIfAny(facts)),
      tryNext: advice(report, port),
      seeIt: report.commandLine,
    });
  },
});

function answers(report: RunReport): string {
  return sanitiseLine(
    report.responses.map(({ path, status, ms }) => `GET ${path}: ${status} in ${ms} ms`).join(', '),
  );
}

function advice(report: RunReport, port: number): string {
  if (!report.started)
    return 'The engine could not even start the program: is its path right, does its user exist?';
  if (report.exitedEarly)
    return 'Read its last words: usually a file or module is named that the image does not have.';
  if (report.responses.some((answer) => answer.status !== undefined))
    return 'It runs and answers, but not as asked: compare the answer with the source.';
  return `It runs, and nothing answers on port ${port}: does it listen there, and on 0.0.0.0 rather than 127.0.0.1?`;
}
