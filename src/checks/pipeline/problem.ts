import { sanitiseLine } from '../../text/sanitise.ts';
import { inScript, lineOf, type Script } from '../script-file.ts';
import type { Evidence } from '../types.ts';
import { callsOf, lastLines, stagesOf, TITLES } from './stages.ts';
import type { PipelineReport, PipelineRun } from './types.ts';

/** What is wrong with a pipeline, and where. */
export interface PipelineProblem {
  actual: string;
  evidence: Evidence[];
  tryNext: string;
}

/** Where the stages stand in a script. */
export const WHERE = {
  build: /\bdocker\s+(?:buildx\s+|image\s+|compose\b.*)?(?:build|bake)\b/,
  // Not the volume of its cache, trivy-cache:/root/.cache.
  scan: /\b(?:trivy|grype|snyk|scout|scan\.sh)\b(?!-)|\bdocker\s+compose\b.*\srun\b/,
  push: /\bdocker\s+(?:image\s+|compose\b.*)?push\b|--push\b/,
} as const;

/** A problem, blamed on the first line that one of the patterns fits, with the last words of the run that showed it. */
export function problem(
  script: Script,
  where: RegExp[],
  run: PipelineRun,
  actual: string,
  tryNext: string,
): PipelineProblem {
  const line = where.map((pattern) => lineOf(script, pattern)).find((one) => one !== undefined);
  const [last = 'it said nothing'] = lastLines(run, 1);
  const ended = run.exitCode === undefined ? 'was ended' : `ended with ${run.exitCode}`;
  return {
    actual: sanitiseLine(actual),
    evidence: [
      inScript(script, line),
      { source: 'script', text: sanitiseLine(`${TITLES[run.case]}: ${ended}: ${last}`, 160) },
    ],
    tryNext,
  };
}

/** Why a run that nothing should have stopped pushed nothing, or did not end well; undefined when it did. */
export function notPushed(
  script: Script,
  run: PipelineRun,
  { registry }: PipelineReport,
): PipelineProblem | undefined {
  const refused = run.calls.find(({ by, words }) => by === 'refused' && words[1] !== 'login');
  if (refused) {
    const name = refused.words.at(-1) ?? '';
    return problem(
      script,
      [/REGISTRY=|registry=/, WHERE.push],
      run,
      `pushes ${name}, although REGISTRY says ${registry}`,
      `registry=\${REGISTRY:-ghcr.io/myorg}: what the environment says comes first.`,
    );
  }
  if (run.exitCode === undefined)
    return problem(
      script,
      [WHERE.build],
      run,
      'it does not end within 10 minutes',
      'Does it wait for an answer? Nobody is there to give one.',
    );
  const failed = run.calls.find(({ exitCode, by }) => exitCode !== 0 && by !== 'refused');
  const stage = failed && stagesOf(failed)[0];
  if (run.pushed.length > 0 && run.exitCode === 0) return undefined;
  if (stage) {
    const tail = lastLines(run, 2).join(' ');
    return problem(
      script,
      [WHERE[stage]],
      run,
      `the ${stage} fails: ${tail}`,
      'Run it by hand: its output says more.',
    );
  }
  if (callsOf(run, 'build').length === 0)
    return problem(script, [/\S/], run, 'it builds nothing', 'docker build, with --tag for each name.');
  if (run.pushed.length > 0)
    return problem(
      script,
      [/\bexit\b/, WHERE.push],
      run,
      `exit code ${run.exitCode} although it pushed`,
      'End with 0 when all went well.',
    );
  return problem(
    script,
    [WHERE.push, WHERE.scan],
    run,
    'nothing is in the registry',
    'docker push "$image:$tag", then docker push "$image:latest".',
  );
}
