import * as z from 'zod';
import { NotJudgeable } from '../errors.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import { defineKind, fail, pass } from './kind.ts';
import { portOf } from './run-spec.ts';
import { requestsOf, runEvidence, startFailure, wrongAnswer } from './run-story.ts';
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
    const asked = requestsOf(facts).map(
      ({ path, status }) => `GET ${path}${status ? ` with ${status}` : ''}`,
    );
    const expected = `port ${port} answers ${asked.join(', ')}`;
    const broken = await startFailure(report, expected, facts);
    if (broken) return broken;
    const wrong = wrongAnswer(report, facts);
    if (wrong === undefined) return pass(expected, answers(report));
    return fail({
      expected,
      actual: wrong,
      evidence: await runEvidence(facts, report),
      tryNext: report.responses.some((answer) => answer.status !== undefined)
        ? 'It runs and answers, but not as asked: compare the answer with the source.'
        : `It runs, and nothing answers on port ${port}: does it listen there, and on 0.0.0.0 rather than 127.0.0.1?`,
      seeIt: report.commandLine,
    });
  },
});

function answers(report: RunReport): string {
  return sanitiseLine(
    report.responses.map(({ path, status, ms }) => `GET ${path}: ${status} in ${ms} ms`).join(', '),
  );
}
