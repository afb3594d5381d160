import * as z from 'zod';
import { listed } from '../text/counted.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import { defineKind, fail, inImage, inspectField, pass } from './kind.ts';
import { decidedOrMissing, imageIfAny, known, sourceIfAny, sourceOf } from './source.ts';
import type { SubjectFacts } from './types.ts';
import { walk } from './walk.ts';

const port = z
  .union([z.int().min(1).max(65535), z.string().regex(/^\d+(\/(tcp|udp|sctp))?$/, 'as 3000 or 3000/tcp')])
  .transform((value) => (String(value).includes('/') ? String(value) : `${value}/tcp`));

export const exposeIs = defineKind({
  id: 'expose.is',
  title: 'the image declares these ports',
  args: z.strictObject({ ports: z.array(port).min(1) }),
  needs: ['image'],
  why: 'EXPOSE opens nothing; it tells people, docker run -P and orchestrators where the program listens.',
  async judge(facts, { ports }) {
    const image = await imageIfAny(facts);
    const declared = image ? known(image, 'exposedPorts') : await portsOfDockerfile(facts);
    const missing = ports.filter((one) => !declared.includes(one));
    const expected = listed(ports);
    const actual = sanitiseLine(listed(declared)) || 'no port';
    if (missing.length === 0) return pass(expected, actual);
    return fail({
      expected,
      actual,
      evidence: [
        ...decidedOrMissing(await sourceIfAny(facts), 'EXPOSE'),
        ...(image ? [inImage(facts, 'Config.ExposedPorts', actual)] : []),
      ],
      tryNext: `EXPOSE ${missing.map((one) => one.replace('/tcp', '')).join(' ')} in the last stage.`,
      seeIt: inspectField(facts, 'ExposedPorts'),
    });
  },
});

async function portsOfDockerfile(facts: SubjectFacts): Promise<string[]> {
  const { dockerfile, stage } = await sourceOf(facts);
  return walk(dockerfile, stage, facts.subject.buildArgs)
    .filter(({ instruction }) => instruction.keyword === 'EXPOSE')
    .flatMap(({ instruction, fill }) => instruction.args.map((word) => fill(word).toLowerCase()))
    .map((word) => (word.includes('/') ? word : `${word}/tcp`));
}
