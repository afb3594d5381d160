import * as z from 'zod';
import { sanitiseLine } from '../text/sanitise.ts';
import { at, defineKind, fail, inImage, inspectField, pass } from './kind.ts';
import { imageIfAny, known, type Source, sourceIfAny, sourceOf } from './source.ts';
import type { Evidence, SubjectFacts } from './types.ts';
import { chainOf } from './view.ts';
import { pairs, walk } from './walk.ts';

export const envIs = defineKind({
  id: 'env.is',
  title: 'the environment has these variables',
  args: z
    .record(z.string().regex(/^[A-Za-z_]\w*$/), z.string())
    .refine((variables) => Object.keys(variables).length > 0, 'at least one variable: NAME: value'),
  needs: ['image'],
  why: 'The program behaves as its environment says: with NODE_ENV=production, frameworks leave out debug pages and slow checks.',
  async judge(facts, wanted) {
    const image = await imageIfAny(facts);
    const env = image ? known(image, 'env') : await envOfDockerfile(facts);
    const expected = Object.entries(wanted)
      .map(([name, value]) => `${name}=${value}`)
      .join(', ');
    const wrong = Object.keys(wanted).filter((name) => env[name] !== wanted[name]);
    if (wrong.length === 0) return pass(expected, expected);
    const source = await sourceIfAny(facts);
    return fail({
      expected,
      actual: sanitiseLine(
        wrong
          .map((name) => (env[name] === undefined ? `${name} is not set` : `${name}=${env[name]}`))
          .join(', '),
      ),
      evidence: [
        ...wrong.flatMap((name) => setBy(source, name)),
        ...(image ? wrong.map((name) => inImage(facts, 'Config.Env', `${name}=${env[name] ?? ''}`)) : []),
      ],
      tryNext: `ENV ${wrong.map((name) => `${name}=${wanted[name]}`).join(' ')} in the last stage.`,
      seeIt: inspectField(facts, 'Env'),
    });
  },
});

/** The line that set a variable, else the stage in which it is missing. */
function setBy(source: Source | undefined, name: string): Evidence[] {
  if (!source) return [];
  const { dockerfile, stage } = source;
  const set = chainOf(dockerfile, stage)
    .flatMap((one) => one.instructions.toReversed())
    .find((one) => one.keyword === 'ENV' && pairs(one.args).some(([key]) => key === name));
  return set
    ? [at(dockerfile, set)]
    : [at(dockerfile, stage.from, `no ENV ${name} in the stage that starts here`)];
}

async function envOfDockerfile(facts: SubjectFacts): Promise<Record<string, string>> {
  const { dockerfile, stage } = await sourceOf(facts);
  const env: Record<string, string> = {};
  for (const { instruction, fill } of walk(dockerfile, stage, facts.subject.buildArgs)) {
    if (instruction.keyword !== 'ENV') continue;
    for (const [name, value] of pairs(instruction.args)) env[name] = fill(value);
  }
  return env;
}
