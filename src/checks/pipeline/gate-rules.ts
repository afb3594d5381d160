import { type ScanCall, scanCalls, scannerProblem, severitiesOf } from '../script-calls.ts';
import type { Script } from '../script-file.ts';
import { type PipelineProblem, problem, WHERE } from './problem.ts';
import { callsOf } from './stages.ts';
import type { PipelineCase, PipelineRun } from './types.ts';

const PUSHED: Record<PipelineCase, string> = {
  good: '',
  vulnerable: 'an image in which the scanner found something is pushed',
  'scanner-broke': 'the scanner broke, and the image is pushed all the same',
  'build-fails': 'the build failed, and something is pushed all the same',
};
const ADVICE: Record<PipelineCase, string> = {
  good: '',
  vulnerable:
    'The scan comes before the first push, with --exit-code, and its failure ends the script: set -e, and no || true.',
  'scanner-broke':
    'Only 0 opens the gate. Whatever else the scanner ends with (1 for a broken one) ends the script before the push.',
  'build-fails': 'set -e, and no || behind docker build: what is pushed then is the image of the last time.',
};
const WHO = /\|\|\s*(?:true|:|echo|printf|exit 0)|\bset \+e\b|;\s*true\b/;

/** What a run that has to be stopped did all the same: pushed, went on, or ended as if all were well. */
export function gateProblem(script: Script, run: PipelineRun): PipelineProblem | undefined {
  if (run.exitCode === undefined)
    return problem(
      script,
      [WHERE.scan],
      run,
      'it does not end within 10 minutes',
      'Does it wait for an answer?',
    );
  if (run.pushed.length > 0) {
    const early = run.case !== 'build-fails' && pushesFirst(run);
    const where = early
      ? [WHERE.push]
      : [WHO, run.case === 'build-fails' ? WHERE.build : WHERE.scan, WHERE.push];
    const none = run.case !== 'build-fails' && callsOf(run, 'scan').length === 0;
    return problem(
      script,
      where,
      run,
      none ? 'it pushes without a scan' : PUSHED[run.case],
      ADVICE[run.case],
    );
  }
  if (run.case === 'build-fails' && callsOf(run, 'scan').length > 0)
    return problem(
      script,
      [WHO, WHERE.build],
      run,
      'the build failed, and it scans all the same',
      ADVICE['build-fails'],
    );
  if (run.exitCode === 0)
    return problem(
      script,
      [WHO, /\bexit 0\b/, WHERE.scan],
      run,
      'it ends with 0 although it was stopped',
      'Whoever started it has to learn of it: end with another code than 0.',
    );
  return undefined;
}

function pushesFirst({ calls }: PipelineRun): boolean {
  const kinds = calls.flatMap((call) =>
    scanCalls([call.words]).length > 0 ? 'scan' : WHERE.push.test(call.words.join(' ')) ? 'push' : [],
  );
  return (
    kinds.includes('push') &&
    kinds.indexOf('push') < (kinds.includes('scan') ? kinds.indexOf('scan') : Infinity)
  );
}

/** What is scanned is what is pushed, at the asked severities, by a scanner that is known. */
export function scanProblem(
  script: Script,
  good: PipelineRun,
  { severities, pinned }: { severities: string[]; pinned: boolean },
): PipelineProblem | undefined {
  const scans = scanCalls(good.calls.map(({ words }) => words));
  const ids = good.pushed.flatMap((tag) => tag.ids);
  const other = good.scanned.length > 0 && !good.scanned.some(({ id }) => ids.includes(id));
  if (other || (good.scanned.length === 0 && scans.length > 0 && !scans.some(readsArchive))) {
    const names = good.scanned.map(({ ref }) => ref).join(', ') || 'an image that is not there';
    return problem(
      script,
      [WHERE.scan],
      good,
      `what it scans (${names}) is not what it pushes`,
      'Scan the very name that is pushed: "$image:$tag".',
    );
  }
  const asked = scans.map(severitiesOf);
  const missing = severities.filter(
    (one) => asked.length > 0 && !asked.some((list) => list === undefined || list.includes(one)),
  );
  if (missing.length > 0)
    return problem(
      script,
      [/--severity|--fail-on|--only-severity|--severity-threshold/, WHERE.scan],
      good,
      `it does not ask for ${missing.join(', ')}: an image with such a finding is pushed`,
      `--severity ${severities.join(',')}`,
    );
  const wrong = pinned ? scans.map(scannerProblem).find((one) => one !== undefined) : undefined;
  if (wrong === undefined) return undefined;
  return problem(
    script,
    [/\/(?:trivy|grype|snyk)\b/, WHERE.scan],
    good,
    wrong,
    'Name one version that you have looked at, better its digest.',
  );
}

function readsArchive({ args }: ScanCall): boolean {
  return args.some((word) => /^--input\b|\.tar$|^docker-archive:|^oci-archive:/.test(word));
}
