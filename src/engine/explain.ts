import type { ErrorCode } from '../errors.ts';
import { plural } from '../text/counted.ts';
import { type Attempt, codeOf, type Outcome } from './attempt.ts';

export interface Explanation {
  code: ErrorCode;
  /** One sentence. */
  summary: string;
  /** What to do, in one or two sentences. */
  tryNext: string;
  /** The whole answer, at most a screen: what was tried, and what to do. */
  lines: string[];
}

/** The failure that tells most comes first: an engine that is there but shut out beats one that is not there. */
const TELLING: Outcome[] = [
  'misconfigured',
  'forbidden',
  'too-old',
  'tls',
  'stale',
  'timeout',
  'other-kind',
  'not-an-engine',
  'unreachable',
  'absent',
];

/** Why no engine was found, from what discovery tried. */
export function explainAttempts(tried: Attempt[]): Explanation {
  const failed = tried.filter((attempt) => attempt.outcome !== 'ok');
  const main = [...failed].sort((a, b) => TELLING.indexOf(a.outcome) - TELLING.indexOf(b.outcome))[0];
  if (!main) {
    const summary = 'No container engine was looked for.';
    return { code: 'engine-absent', summary, tryNext: 'Use --engine auto.', lines: [summary] };
  }
  const summary = summarise(main, failed.length);
  return {
    code: codeOf(main.outcome),
    summary,
    tryNext: main.tryNext,
    lines: [summary, '', 'Tried:', ...failed.flatMap(describe), '', `What to do: ${main.tryNext}`],
  };
}

function summarise(main: Attempt, count: number): string {
  const place = main.explicit && main.endpoint ? `${main.foundBy} (${main.endpoint})` : main.foundBy;
  switch (main.outcome) {
    case 'absent':
      return main.explicit
        ? `There is no container engine where ${place} says.`
        : `No container engine was found (${plural(count, 'place')} tried).`;
    case 'stale':
      return `The container engine at ${place} is not running: its socket is there but nothing answers.`;
    case 'forbidden':
      return `You may not use the container engine at ${place}.`;
    case 'too-old':
      return `The container engine at ${place} is too old (${main.detail}).`;
    case 'timeout':
      return `The container engine at ${place} does not answer.`;
    case 'misconfigured':
      return `The engine setting ${place} leads nowhere: ${main.detail}.`;
    default:
      return `No container engine could be used at ${place}: ${main.detail}.`;
  }
}

function describe(attempt: Attempt): string[] {
  const where =
    attempt.endpoint && !attempt.endpoint.endsWith(attempt.foundBy)
      ? `${attempt.foundBy} (${attempt.endpoint})`
      : attempt.foundBy;
  return [`  ${where}: ${attempt.detail}`];
}
