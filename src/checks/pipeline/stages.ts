import { formatDuration } from '../../text/units.ts';
import { scanCalls } from '../script-calls.ts';
import type { EndedCall, PipelineCase, PipelineRun, Stage, StageName, StageRow } from './types.ts';

/** What each case is, in a few words. */
export const TITLES: Record<PipelineCase, string> = {
  good: 'nothing found',
  vulnerable: 'vulnerable image',
  'scanner-broke': 'scanner breaks',
  'build-fails': 'build fails',
};

const BUILD = /^(?:build|(?:buildx|image|builder) build|buildx bake|compose (?:.* )?build)\b/;
const PUSH = /^(?:push|image push|compose (?:.* )?push)\b/;

/** The stages that a call belongs to: a `buildx build --push` is two of them. */
export function stagesOf({ words }: EndedCall): StageName[] {
  if (scanCalls([words]).length > 0) return ['scan'];
  if (words[0] !== 'docker') return [];
  const command = words.slice(1).join(' ');
  if (PUSH.test(command)) return ['push'];
  if (!BUILD.test(command)) return [];
  return /--push(?!=false)\b|type=registry|push=true/.test(command) ? ['build', 'push'] : ['build'];
}

/** The calls of one stage, in order. */
export function callsOf({ calls }: PipelineRun, stage: StageName): EndedCall[] {
  return calls.filter((call) => stagesOf(call).includes(stage));
}

/** A run as a row of stages. */
export function stageRow(run: PipelineRun, right: boolean): StageRow {
  const stages = (['build', 'scan', 'push'] as const).map((name): Stage => {
    const calls = callsOf(run, name);
    const failed = calls.find(({ exitCode }) => exitCode !== 0);
    if (calls.length === 0) return { name, outcome: 'open' };
    const tags = run.pushed.length === 1 ? '1 tag' : `${run.pushed.length} tags`;
    const says = failed ? `exit ${failed.exitCode}` : name === 'push' ? tags : undefined;
    return {
      name,
      outcome: failed ? 'failed' : 'done',
      ms: calls.reduce((sum, call) => sum + call.ms, 0),
      ...(says === undefined ? {} : { says }),
    };
  });
  return { title: TITLES[run.case], right, stages };
}

/** A stage in words: `build 1.2 s`, `scan 0.1 s exit 10`, `push`. */
export function stageWords({ name, ms, says }: Stage): string {
  return [name, ms === undefined ? '' : formatDuration(ms), says ?? ''].filter(Boolean).join(' ');
}

/** The last lines of a run's output that say something. */
export function lastLines({ output }: PipelineRun, count: number): string[] {
  return output
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-count);
}
