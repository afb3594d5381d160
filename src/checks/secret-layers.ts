import * as z from 'zod';
import { listed, plural } from '../text/counted.ts';
import { defineKind, fail, imageName, inImage, pass } from './kind.ts';
import type { Evidence, LayerSecret, SubjectFacts } from './types.ts';
import { layerLines } from './weight.ts';

export const secretLayers = defineKind({
  id: 'secret.layers',
  title: 'no secret in any layer, deleted files included',
  args: z.strictObject({}),
  needs: ['layers'],
  why: 'A file that a later layer deletes is still in the earlier one, for everyone who has the image.',
  sameAs: {
    dockle: ['CIS-DI-0010'],
    other: ['Trivy secret scanning'],
    differs:
      'Files of programs of others (node_modules, /usr/lib …) and certificates are passed over; deleted files are not.',
  },
  async judge(facts) {
    const secrets = await facts.layerSecrets();
    const expected = 'no secret in any layer';
    const [first] = secrets;
    if (!first) return { ...pass(expected, 'none'), seeIt: `docker history --no-trunc ${imageName(facts)}` };
    const [lines, { layers }] = await Promise.all([layerLines(facts), facts.layers()]);
    return fail({
      expected,
      actual: `${plural(secrets.length, 'secret')}: ${listed(
        secrets.map((one) => describe(one)),
        3,
      )}`,
      evidence: [
        ...new Set(secrets.flatMap((secret) => lines[secret.layer] ?? [])),
        ...secrets.slice(0, 6).map((secret) => seen(facts, secret, layers.length)),
      ],
      tryNext:
        'Keep it out of the build context (.dockerignore), or mount it: RUN --mount=type=secret. Then revoke it.',
      seeIt: takeOut(imageName(facts), first.path),
    });
  },
});

const describe = (secret: LayerSecret): string =>
  `${secret.kind} in ${secret.path}${secret.deleted ? ', deleted later' : ''}`;

/** What whoever has the image takes out of it, as far as it may be shown. */
function seen(facts: SubjectFacts, secret: LayerSecret, layers: number): Evidence {
  const { layer, path, sample, deleted } = secret;
  const text = `layer ${layer + 1} of ${layers}: ${sample}${deleted ? ', deleted by a later layer and still there' : ''}`;
  return { ...inImage(facts, path, text), source: 'layer' };
}

/** Prints a file out of each layer that has it. The layers lie in the archive as tars, under names that differ by engine. */
function takeOut(image: string, path: string): string {
  const inside = `'${path.replace(/^\/+/, '').replaceAll("'", "'\\''")}'`;
  return `mkdir -p layers && docker save ${image} | tar -xC layers && find layers -type f -exec tar -xOf {} ${inside} \\; 2>/dev/null`;
}
