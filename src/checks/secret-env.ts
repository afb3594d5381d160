import * as z from 'zod';
import { secretsInFacts } from '../image/secret-config.ts';
import { isSecretName } from '../image/secret-names.ts';
import { listed } from '../text/counted.ts';
import { at, defineKind, fail, inImage, inspectField, pass } from './kind.ts';
import { imageIfAny, sourceIfAny } from './source.ts';
import type { Evidence, SubjectFacts } from './types.ts';
import { pairs } from './walk.ts';

export const secretEnv = defineKind({
  id: 'secret.env',
  title: 'no secret in environment, build arguments, labels or history',
  args: z.strictObject({}),
  needs: ['dockerfile', 'image'],
  why: 'All of these are readable for everyone who has the image, without starting it.',
  sameAs: {
    buildkit: ['SecretsUsedInArgOrEnv'],
    dockle: ['CIS-DI-0010'],
    trivy: ['DS031'],
    differs:
      'Names are judged as BuildKit judges them. Besides, values of a known shape count, and labels and the history of the image. Secret files are a matter of secret.layers.',
  },
  async judge(facts) {
    const expected = 'no secret by name or known shape';
    const seeIt =
      `${inspectField(facts, 'Env')}; docker history --no-trunc ${facts.subject.tag ?? ''}`.trim();
    const lines = await secretLines(facts);
    const image = await imageIfAny(facts);
    const found = image ? secretsInFacts(image) : [];
    if (found.length === 0 && lines.length === 0) return { ...pass(expected, 'none'), seeIt };
    const named = found.map((one) => `${one.name} in ${one.where} (${one.kind})`);
    return fail({
      expected,
      actual:
        named.length > 0
          ? listed([...new Set(named)], 3)
          : listed(
              lines.map((one) => one.text),
              3,
            ),
      evidence: [
        ...lines,
        ...found.slice(0, 6).map((one) => inImage(facts, `${one.where}.${one.name}`, one.sample)),
      ],
      tryNext:
        'Give it when the container starts, or as a file; for a build, RUN --mount=type=secret. Then revoke the one that was in the image.',
      seeIt,
    });
  },
});

/** ARG and ENV with a secret's name, in any stage: BuildKit's rule SecretsUsedInArgOrEnv. */
async function secretLines(facts: SubjectFacts): Promise<Evidence[]> {
  const source = await sourceIfAny(facts);
  if (!source) return [];
  const { dockerfile } = source;
  return [...dockerfile.globalArgs, ...dockerfile.stages.flatMap((stage) => stage.instructions)]
    .filter(({ keyword }) => keyword === 'ENV' || keyword === 'ARG')
    .filter((instruction) => pairs(instruction.args).some(([name]) => isSecretName(name)))
    .map((instruction) => at(dockerfile, instruction, redacted(instruction.text)));
}

/** The line without its values: a verdict is exported, and must not spread what it found. */
const redacted = (text: string): string => text.replace(/=\s*(?:"[^"]*"|'[^']*'|\S+)/g, '=…');
