import * as z from 'zod';
import { NotJudgeable } from '../errors.ts';
import { defineKind, fail, imageName, pass } from './kind.ts';
import { hasHealthcheck } from './run-spec.ts';
import { containerEvidence, startFailure } from './run-story.ts';

export const healthBecomes = defineKind({
  id: 'health.becomes',
  title: 'the container becomes healthy',
  args: z.strictObject({}),
  needs: ['image', 'run'],
  why: 'A health check that never succeeds makes the engine replace a service that works.',
  async judge(facts) {
    const image = await facts.image();
    const expected = 'healthy';
    const seeIt = `docker inspect -f '{{json .State.Health}}' CONTAINER (of ${imageName(facts)})`;
    if (!hasHealthcheck(image)) {
      throw new NotJudgeable(
        'The image has no health check: see health.present.',
        'Add a HEALTHCHECK first.',
        'image-absent',
      );
    }
    const report = await facts.run('plain');
    const broken = await startFailure(report, expected, facts);
    if (broken) return broken;
    const { health } = report;
    if (health?.status === 'healthy') return { ...pass(expected, `healthy, asked every second`), seeIt };
    return fail({
      expected,
      actual: `${health?.status ?? 'unknown'}${health?.lastOutput ? `: ${health.lastOutput}` : ''}`,
      evidence: [containerEvidence(facts, 'last probe', health?.lastOutput || 'the probe said nothing')],
      tryNext:
        'Run the probe yourself: docker exec CONTAINER followed by its command. Are the tool, the port and the path there?',
      seeIt,
    });
  },
});
