import { sanitiseLine } from '../text/sanitise.ts';
import { fail, imageName } from './kind.ts';
import { decidedBy, sourceIfAny } from './source.ts';
import type { Evidence, Judgement, RunReport, SubjectFacts } from './types.ts';

/** Something seen of a running container. */
export function containerEvidence(facts: SubjectFacts, path: string, text: string): Evidence {
  return { source: 'container', image: imageName(facts), path, text: sanitiseLine(text) };
}

/** What went wrong with a run by itself: it did not start, ended early, ran out of memory. */
function troubleOf(report: RunReport): string | undefined {
  if (!report.started) return sanitiseLine(`it does not start: ${report.startError}`);
  if (!report.exitedEarly) return undefined;
  const { exitCode, oomKilled } = report.exitedEarly;
  if (oomKilled) return `the kernel ended it for its memory (status ${exitCode})`;
  const [word = ''] = tellingLines(report);
  return sanitiseLine(`it ended by itself with status ${exitCode}${word ? `: ${word}` : ''}`, 200);
}

/** The judgement on a container that did not start, or ended by itself; undefined when it ran on. */
export async function startFailure(
  report: RunReport,
  expected: string,
  facts: SubjectFacts,
): Promise<Judgement | undefined> {
  const trouble = troubleOf(report);
  if (trouble === undefined) return undefined;
  return fail({
    expected,
    actual: trouble,
    evidence: await runEvidence(facts, report),
    tryNext: adviceOn(report),
    seeIt: report.commandLine,
  });
}

function adviceOn({ started, exitedEarly }: RunReport): string {
  if (!started)
    return 'The engine could not even start it: is the path of the program right, does its user exist?';
  if (exitedEarly?.oomKilled) return 'Let it use less memory: caches, workers, heap.';
  return 'Read its last words: usually they name a file or module that the image does not have.';
}

/** The first answer that is not as the plan asks, in words; undefined when all are, or no port is known. */
export function wrongAnswer(report: RunReport, facts: SubjectFacts): string | undefined {
  if (report.responses.length === 0) return undefined;
  for (const [index, { path, status, body }] of requestsOf(facts).entries()) {
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

/** What is asked of a subject's program: `GET /` when its plan does not say. */
export function requestsOf(facts: SubjectFacts): { path: string; status?: number; body?: string }[] {
  const asked = facts.subject.run?.requests ?? [];
  return asked.length > 0 ? asked : [{ path: '/' }];
}

/** The lines that say what is run, and the program's last words. */
export async function runEvidence(facts: SubjectFacts, report: RunReport): Promise<Evidence[]> {
  const source = await sourceIfAny(facts);
  const error = report.startError ? [containerEvidence(facts, 'State.Error', report.startError)] : [];
  const words = tellingLines(report).map((line) => containerEvidence(facts, 'log', line));
  const silent = containerEvidence(facts, 'log', 'it wrote nothing');
  const said = [...error, ...words];
  return [
    ...decidedBy(source, 'ENTRYPOINT'),
    ...decidedBy(source, 'CMD'),
    ...(said.length > 0 ? said : [silent]),
  ];
}

/** The line of a log that names the error, then the last ones: stack traces bury it. */
function tellingLines({ logs }: RunReport): string[] {
  const lines = logs
    .split('\n')
    .map((line) => sanitiseLine(line))
    .filter((line) => line !== '');
  const named = lines.find((line) => /\b\w*(error|exception|cannot|denied|no such|not found)\b/i.test(line));
  const rest = lines.slice(-4).filter((line) => line !== named);
  return named === undefined ? rest : [named, ...rest];
}
