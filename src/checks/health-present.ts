import * as z from 'zod';
import type { Healthcheck } from '../image/types.ts';
import { at, defineKind, fail, inImage, inspectField, pass } from './kind.ts';
import { hasHealthcheck } from './run-spec.ts';
import { decidedOrMissing, imageIfAny, known, sourceIfAny } from './source.ts';
import type { Evidence, SubjectFacts } from './types.ts';
import { lastOf } from './view.ts';

const OPTIONS = ['interval', 'timeout', 'startPeriod', 'retries'] as const;
const FLAGS = {
  interval: '--interval',
  timeout: '--timeout',
  startPeriod: '--start-period',
  retries: '--retries',
};

export const healthPresent = defineKind({
  id: 'health.present',
  title: 'the image has a health check',
  args: z.strictObject(
    Object.fromEntries(
      OPTIONS.map((name) => [name, z.boolean().default(false).describe('Must be set.')]),
    ) as Record<(typeof OPTIONS)[number], z.ZodDefault<z.ZodBoolean>>,
  ),
  needs: ['dockerfile', 'image'],
  why: 'A process that runs is not yet a service that answers. With a health check the engine knows the difference.',
  sameAs: {
    hadolint: ['DL3057'],
    dockle: ['CIS-DI-0006'],
    trivy: ['DS026'],
    other: ['CIS Docker Benchmark 4.6'],
    differs: 'HEALTHCHECK NONE is none. One that the base brings counts.',
  },
  async judge(facts, args) {
    const image = await imageIfAny(facts);
    const wanted = OPTIONS.filter((name) => args[name]);
    const expected = ['a HEALTHCHECK', ...wanted.map((name) => FLAGS[name])]
      .join(' with ')
      .replaceAll(' with --', ' --');
    const seeIt = inspectField(facts, 'Healthcheck');
    const evidence = await linesOf(facts);
    const check = image ? known(image, 'healthcheck') : undefined;
    const present = image ? hasHealthcheck(image) : evidence.present;
    if (!present) {
      return fail({
        expected,
        actual: check?.test[0] === 'NONE' || evidence.none ? 'HEALTHCHECK NONE' : 'none',
        evidence: [...evidence.lines, ...(image ? [inImage(facts, 'Config.Healthcheck', 'not set')] : [])],
        tryNext: 'Add one to the last stage: HEALTHCHECK --interval=30s --timeout=3s --retries=3 CMD …',
        seeIt,
      });
    }
    const missing = wanted.filter((name) =>
      check ? check[name] === undefined : !evidence.flags.includes(FLAGS[name].slice(2)),
    );
    if (missing.length > 0) {
      return fail({
        expected,
        actual: `no ${missing.map((name) => FLAGS[name]).join(', ')}`,
        evidence: evidence.lines,
        tryNext: `Say it: HEALTHCHECK ${missing.map((name) => `${FLAGS[name]}=…`).join(' ')} CMD …`,
        seeIt,
      });
    }
    return { ...pass(expected, check ? describe(check) : 'there is one', evidence.lines), seeIt };
  },
});

async function linesOf(facts: SubjectFacts): Promise<{
  lines: Evidence[];
  present: boolean;
  none: boolean;
  flags: string[];
}> {
  const source = await sourceIfAny(facts);
  if (!source) return NOTHING;
  const { dockerfile, stage } = source;
  const found = lastOf(dockerfile, stage, 'HEALTHCHECK');
  if (!found) return { ...NOTHING, lines: decidedOrMissing(source, 'HEALTHCHECK') };
  const none = found.args[0]?.toUpperCase() === 'NONE';
  const flags = found.flags.map((one) => one.name);
  return { lines: [at(dockerfile, found)], present: !none, none, flags };
}

const NOTHING = { lines: [], present: false, none: false, flags: [] };

function describe(check: Healthcheck): string {
  const [kind, ...words] = check.test;
  return kind === 'CMD-SHELL' ? words.join(' ') : words.join(' ').trim();
}
