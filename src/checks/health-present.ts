import { z } from 'zod';
import type { Healthcheck } from '../image/types.ts';
import { at, defineKind, fail, inFile, inImage, inspectField, pass } from './kind.ts';
import { hasHealthcheck } from './run-spec.ts';
import type { Evidence, SubjectFacts } from './types.ts';
import { lastOf, stageOf } from './view.ts';

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
  sameAs: { hadolint: ['DL3057'], other: ['CIS Docker Benchmark 4.6', 'Trivy DS026'] },
  async judge(facts, args) {
    const image = facts.subject.tag ? await facts.image() : undefined;
    const wanted = OPTIONS.filter((name) => args[name]);
    const expected = ['a HEALTHCHECK', ...wanted.map((name) => FLAGS[name])]
      .join(' with ')
      .replaceAll(' with --', ' --');
    const seeIt = inspectField(facts, 'Healthcheck');
    const evidence = await linesOf(facts);
    const check = image ? image.config.healthcheck : undefined;
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
    const missing = check ? wanted.filter((name) => check[name] === undefined) : [];
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

async function linesOf(facts: SubjectFacts): Promise<{ lines: Evidence[]; present: boolean; none: boolean }> {
  if (facts.subject.dockerfile === undefined) return { lines: [], present: false, none: false };
  const dockerfile = await facts.dockerfile();
  const stage = stageOf(dockerfile, facts.subject.target);
  const found = stage && lastOf(dockerfile, stage, 'HEALTHCHECK');
  if (!found) return { lines: [inFile(dockerfile, 'no HEALTHCHECK')], present: false, none: false };
  const none = /^HEALTHCHECK\s+NONE\b/i.test(found.text);
  return { lines: [at(dockerfile, found)], present: !none, none };
}

function describe(check: Healthcheck): string {
  const [kind, ...words] = check.test;
  return kind === 'CMD-SHELL' ? words.join(' ') : words.join(' ').trim();
}
