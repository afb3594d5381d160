import * as z from 'zod';
import type { ImageFacts } from '../image/types.ts';
import { defineKind, fail, pass } from './kind.ts';
import { runSpec } from './run-spec.ts';
import { runEvidence, startFailure, wrongAnswer } from './run-story.ts';
import type { RunMode, RunReport, SubjectFacts } from './types.ts';

const FLAGS = ['read-only', 'cap-drop', 'limits'] as const;
const TRY: Record<RunMode, string> = {
  plain: '',
  'read-only': 'Write to a tmpfs (/tmp) only: which path does the message name?',
  'cap-drop': 'Do at build time what needs root: owners with COPY --chown, ports above 1024.',
  limits: 'Let it use less memory: caches, workers, heap.',
  hardened: 'Try the options one by one: which of them does it not stand?',
};

export const runHardened = defineKind({
  id: 'run.hardened',
  title: 'the program works with a read-only file system, without capabilities, within limits',
  args: z.strictObject({
    flags: z
      .array(z.enum(FLAGS))
      .length(1)
      .optional()
      .describe('One part of the hardening alone; all of it when absent.'),
  }),
  needs: ['image', 'run'],
  why: 'What the container may not do, someone who gets into it may not do either.',
  sameAs: { other: ['CIS Docker Benchmark 5.3, 5.10, 5.11, 5.12, 5.25', 'OWASP Docker rules 3, 4, 7, 8'] },
  async judge(facts, { flags }) {
    const mode: RunMode = flags?.[0] ?? 'hardened';
    const whole = await facts.run('hardened');
    // What works under all of it works under each part: a part is run by itself where the whole fails.
    if (flags && works(whole, facts)) return worksUnderAll(whole, await facts.image(), facts, mode);
    const report = mode === 'hardened' ? whole : await facts.run(mode);
    const expected = `it works with ${optionsOf(report)}`;
    const broken = await startFailure(report, expected, facts);
    if (broken) return { ...broken, tryNext: TRY[mode] };
    const wrong = wrongAnswer(report, facts);
    if (wrong === undefined)
      return {
        ...pass(expected, report.responses.length > 0 ? 'it started and answered' : 'it started and ran on'),
        seeIt: report.commandLine,
      };
    return fail({
      expected,
      actual: wrong,
      evidence: await runEvidence(facts, report),
      tryNext: TRY[mode],
      seeIt: report.commandLine,
    });
  },
});

const works = (report: RunReport, facts: SubjectFacts): boolean =>
  report.started && !report.exitedEarly && wrongAnswer(report, facts) === undefined;

function worksUnderAll(whole: RunReport, image: ImageFacts, { subject }: SubjectFacts, mode: RunMode) {
  const { commandLine } = runSpec(image, subject, mode);
  const did = whole.responses.length > 0 ? 'it started and answered' : 'it started and ran on';
  return {
    ...pass(`it works with ${optionsOf({ commandLine })}`, `${did}, and so with ${optionsOf(whole)}`),
    seeIt: commandLine,
  };
}

const optionsOf = ({ commandLine }: Pick<RunReport, 'commandLine'>): string =>
  (
    commandLine.match(
      /--(?:read-only|cap-drop|security-opt|memory|cpus|tmpfs)\S*(?: (?:no-new-\S+|\/\S+))?/g,
    ) ?? []
  ).join(' ');
