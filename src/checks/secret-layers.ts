import { z } from 'zod';
import { defineKind, fail, imageName, inImage, listed, pass, plural } from './kind.ts';
import type { Evidence, LayerSecret, SubjectFacts } from './types.ts';
import { layerLines } from './weight.ts';

export const secretLayers = defineKind({
  id: 'secret.layers',
  title: 'no secret in any layer, deleted files included',
  args: z.strictObject({}),
  needs: ['layers'],
  why: 'A file that a later layer deletes is still in the earlier one, for everyone who has the image.',
  sameAs: { other: ['Trivy secret scanning'] },
  async judge(facts) {
    const secrets = await facts.layerSecrets();
    const expected = 'no secret in any layer';
    const seeIt = `docker save ${imageName(facts)} | tar -xO … | tar -xO (each layer is a tar)`;
    if (secrets.length === 0) return { ...pass(expected, 'none'), seeIt };
    const lines = await layerLines(facts);
    return fail({
      expected,
      actual: `${plural(secrets.length, 'secret')}: ${listed(
        secrets.map((one) => describe(one)),
        3,
      )}`,
      evidence: [
        ...new Set(secrets.flatMap((secret) => lines[secret.layer] ?? [])),
        ...secrets.slice(0, 6).map((secret) => seen(facts, secret)),
      ],
      tryNext:
        'Keep it out of the build context (.dockerignore), or mount it: RUN --mount=type=secret. Then revoke it.',
      seeIt,
    });
  },
});

const describe = (secret: LayerSecret): string =>
  `${secret.kind} in ${secret.path}${secret.deleted ? ', deleted later' : ''}`;

function seen(facts: SubjectFacts, secret: LayerSecret): Evidence {
  const text = `layer ${secret.layer + 1}: ${secret.sample}${secret.deleted ? ' (deleted by a later layer, and still there)' : ''}`;
  return { ...inImage(facts, secret.path, text), source: 'layer' };
}
