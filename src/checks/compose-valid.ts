import * as z from 'zod';
import { readCompose } from './compose-file.ts';
import { formatProblem, scannerRule, servicesProblem, valuesProblem } from './compose-rules.ts';
import { defineKind, fail, pass } from './kind.ts';
import { scriptPath } from './script-file.ts';

const ASPECTS = ['format', 'services', 'values', 'scanner'] as const;
const RULES = {
  format: formatProblem,
  services: servicesProblem,
  values: valuesProblem,
  scanner: scannerRule,
} as const;

export const composeValid = defineKind({
  id: 'compose.valid',
  title: 'the compose file says what is built and scanned, in values and not in commands',
  args: z.strictObject({
    path: scriptPath
      .describe('The compose file, relative to the lab’s folder.')
      .default('docker-compose.build.yml'),
    build: z.string().default('build').describe('The service that builds.'),
    scan: z.string().default('scan').describe('The service that scans.'),
    target: z.string().optional().describe('The stage to build.'),
    image: z.string().optional().describe('How the image’s name ends, without its tag.'),
    args: z.array(z.string()).default([]).describe('Build arguments that come from the environment.'),
    aspects: z
      .array(z.enum(ASPECTS))
      .min(1)
      .default([...ASPECTS])
      .describe(
        'format: nothing obsolete; services: names, target, image; values: no commands, arguments; scanner: pinned.',
      ),
  }),
  needs: ['file'],
  why: 'Compose fills in variables and runs no commands. What looks like one ends up in a label as it stands, and nobody notices.',
  // The default names are those of the course's own files.
  review: { suits: async () => false },
  async judge(facts, { path, aspects, ...wants }) {
    const compose = await readCompose(facts, path);
    const expected = EXPECTED.filter(([aspect]) => aspects.includes(aspect))
      .map(([, text]) => text(wants))
      .join('; ');
    const seeIt = `docker compose -f ${path} config`;
    for (const aspect of ASPECTS.filter((one) => aspects.includes(one))) {
      const problem = RULES[aspect](compose, wants);
      if (problem) return fail({ expected, seeIt, ...problem });
    }
    return { ...pass(expected, `services ${Object.keys(compose.services).join(', ')}`), seeIt };
  },
});

interface Wants {
  build: string;
  scan: string;
  target?: string | undefined;
}

const EXPECTED: [(typeof ASPECTS)[number], (wants: Wants) => string][] = [
  ['format', () => 'no obsolete version'],
  [
    'services',
    ({ build, scan, target }) => `services ${build}${target ? ` (target ${target})` : ''} and ${scan}`,
  ],
  ['values', () => 'values that come from the environment, and no $(…)'],
  ['scanner', () => 'a pinned scanner of what was built'],
];
