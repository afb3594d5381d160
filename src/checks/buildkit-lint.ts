import * as z from 'zod';
import { listed, plural } from '../text/counted.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import { at, buildCommand, defineKind, fail, inFile, pass } from './kind.ts';

export const buildkitLint = defineKind({
  id: 'buildkit.lint',
  title: 'no lint warning of BuildKit',
  args: z.strictObject({
    rules: z
      .array(z.string().min(1))
      .default([])
      .describe('Names from https://docs.docker.com/reference/build-checks/; all of them when empty.'),
  }),
  needs: ['dockerfile', 'build'],
  why: 'The builder reads the file as no other tool does, and says what will surprise.',
  sameAs: {
    buildkit: ['*'],
    differs:
      'What the builder itself says; it needs an engine that lints (BuildKit 0.14, Docker 27 and later).',
  },
  async judge(facts, { rules }) {
    const [dockerfile, warnings] = await Promise.all([facts.dockerfile(), facts.warnings()]);
    const expected = rules.length > 0 ? `no warning of ${listed(rules)}` : 'no warning';
    const seeIt = `${buildCommand(facts)} --check`;
    const found = warnings.filter((warning) => rules.length === 0 || rules.includes(warning.rule));
    if (found.length === 0) return { ...pass(expected, 'none'), seeIt };
    return fail({
      expected,
      actual: `${plural(found.length, 'warning')}: ${listed([...new Set(found.map((one) => one.rule))])}`,
      evidence: found.slice(0, 8).map((one) => {
        const text = sanitiseLine(`${one.rule}: ${one.message}`);
        return one.line === undefined ? inFile(dockerfile, text) : at(dockerfile, one.line, text);
      }),
      tryNext: found[0]?.url
        ? `Read ${found[0].url}`
        : 'Read the rule at https://docs.docker.com/reference/build-checks/',
      seeIt,
    });
  },
});
