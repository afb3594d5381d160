import { sanitiseLine } from '../text/sanitise.ts';
import { fail, imageName } from './kind.ts';
import type { Evidence, Judgement, RunReport, SubjectFacts } from './types.ts';

/** Something seen of a running container. */
export function containerEvidence(facts: SubjectFacts, path: string, text: string): Evidence {
  return { source: 'container', image: imageName(facts), path, text: sanitiseLine(text) };
}

/** The last lines of a container's log, for people. */
export function lastWords(report: RunReport, lines = 3): string {
  return report.logs.trim().split('\n').slice(-lines).join(' · ').trim();
}

/** The judgement on a container that did not start, or ended by itself; undefined when it ran on. */
export function startFailure(
  report: RunReport,
  expected: string,
  facts: SubjectFacts,
): Judgement | undefined {
  if (!report.started) {
    return fail({
      expected,
      actual: `it does not start: ${report.startError}`,
      evidence: [containerEvidence(facts, 'State.Error', report.startError)],
      tryNext: 'The engine says what is missing: a file, a user, or the right to run it.',
      seeIt: report.commandLine,
    });
  }
  if (!report.exitedEarly) return undefined;
  const { exitCode, oomKilled } = report.exitedEarly;
  const words = lastWords(report);
  return fail({
    expected,
    actual: oomKilled
      ? `the kernel ended it for its memory (status ${exitCode})`
      : `it ended by itself with status ${exitCode}${words ? `: ${sanitiseLine(words, 160)}` : ''}`,
    evidence: [containerEvidence(facts, 'log', words || 'it wrote nothing')],
    tryNext: oomKilled
      ? 'Let it use less memory, or give it more.'
      : 'Its last words say why; run it yourself and read them.',
    seeIt: report.commandLine,
  });
}
