import { sanitiseLine } from '../text/sanitise.ts';
import { imageName } from './kind.ts';
import { decidedBy, type Source } from './source.ts';
import type { Evidence, RunPlan, RunReport, SubjectFacts } from './types.ts';

/** What went wrong with a run before it answered: it did not start, ended, ran out of memory. */
export function runTrouble(report: RunReport): string | undefined {
  if (!report.started) return sanitiseLine(`it does not start: ${report.startError}`);
  if (!report.exitedEarly) return undefined;
  const { exitCode, oomKilled } = report.exitedEarly;
  if (oomKilled) return 'the kernel ended it: out of memory';
  return `it ended by itself with status ${exitCode}`;
}

/** The first answer that is not as the plan asks, in words; undefined when all are. */
export function wrongAnswer(report: RunReport, plan: RunPlan): string | undefined {
  const requests = plan.requests?.length ? plan.requests : [{ path: '/' }];
  for (const [index, { path, status, body }] of requests.entries()) {
    const answer = report.responses[index];
    if (answer?.status === undefined) return `GET ${path}: ${answer?.error ?? 'not asked'}`;
    if (status === undefined ? answer.status >= 400 : answer.status !== status) {
      return `GET ${path}: status ${answer.status}${status === undefined ? '' : `, not ${status}`}`;
    }
    if (body !== undefined && !answer.body?.includes(body)) {
      return sanitiseLine(`GET ${path}: the answer lacks ${JSON.stringify(body)}: ${answer.body ?? ''}`);
    }
  }
  return undefined;
}

/** The lines that say what is run, and the program's last words. */
export function runEvidence(facts: SubjectFacts, report: RunReport, source: Source | undefined): Evidence[] {
  const words = [report.startError, ...report.logs.split('\n')]
    .map((line) => sanitiseLine(line))
    .filter((line) => line !== '');
  return [
    ...decidedBy(source, 'ENTRYPOINT'),
    ...decidedBy(source, 'CMD'),
    ...tellingLines(words).map((text): Evidence => ({ source: 'container', image: imageName(facts), text })),
  ];
}

/** The last lines of a log, and before them the one that names the error: stack traces bury it. */
function tellingLines(lines: string[]): string[] {
  const tail = lines.slice(-5);
  const named = lines.find((line) => /\b\w*(error|exception|cannot|denied|no such|not found)\b/i.test(line));
  return named !== undefined && !tail.includes(named) ? [named, ...tail] : tail;
}
