import { homedir } from 'node:os';
import { sanitiseLine } from '../text/sanitise.ts';
import { advise } from './advice.ts';
import type { Attempt, Outcome } from './attempt.ts';
import { candidates, type Surroundings } from './candidates.ts';
import type { EngineChoice } from './choice.ts';
import { DockerEngine } from './docker/engine.ts';
import type { Endpoint } from './endpoint.ts';
import { type Probed, probe } from './probe.ts';
import type { Engine } from './types.ts';

export interface DiscoverOptions extends Partial<Surroundings> {
  choice: EngineChoice;
  /** Milliseconds to wait for one endpoint; by default as its transport deserves. */
  patience?: number;
}

/**
 * Finds the engine that the docker CLI would use. Where the reader chose one (`DOCKER_HOST`, a context), it is
 * that one or none: another engine never silently takes its place.
 *
 * @returns the engine if one can be used, and every place that was tried; with `practice` nothing is tried.
 *   Never rejects; the caller closes the engine.
 */
export async function discoverEngine(
  options: DiscoverOptions,
): Promise<{ engine?: Engine; tried: Attempt[] }> {
  const { choice, patience } = options;
  const around: Surroundings = {
    env: options.env ?? process.env,
    home: options.home ?? homedir(),
    platform: options.platform ?? process.platform,
  };
  const tried: Attempt[] = [];
  if (choice === 'practice') return { tried };
  const note = (outcome: Outcome, at: Pick<Endpoint, 'url' | 'foundBy' | 'explicit'>, detail: string) =>
    tried.push({
      endpoint: sanitiseLine(at.url),
      foundBy: sanitiseLine(at.foundBy),
      explicit: at.explicit,
      outcome,
      detail: sanitiseLine(detail),
      tryNext: sanitiseLine(advise(outcome, at, around)),
    });
  const { endpoints, wrong } = await candidates(choice, around);
  if (wrong) note('misconfigured', { ...wrong, explicit: true }, wrong.problem);
  for (const endpoint of endpoints) {
    const answer = await probe(endpoint, around.env, patience);
    const outcome = suits(answer, choice) ? answer.outcome : 'other-kind';
    note(outcome, endpoint, answer.detail);
    if (outcome === 'ok' && 'version' in answer) {
      return { engine: new DockerEngine({ endpoint, around, ...answer }), tried };
    }
  }
  return { tried };
}

function suits(answer: Probed, choice: EngineChoice): boolean {
  return answer.outcome !== 'ok' || choice === 'auto' || answer.podman === (choice === 'podman');
}
