import * as z from 'zod';
import { defineKind, fail, pass, warn } from './kind.ts';
import { optionOf, scanCalls } from './script-calls.ts';
import { inScript, lineOf, readScript, scriptPath } from './script-file.ts';
import {
  argumentProblem,
  outcomeProblem,
  scannerImageProblem,
  severityProblem,
} from './script-gate-rules.ts';
import { playGate } from './script-gate-runs.ts';

const ASPECTS = ['outcomes', 'severities', 'arguments', 'scanner'] as const;

export const scriptScanGate = defineKind({
  id: 'script.scan-gate',
  title: 'the script tells clean, findings and a broken scanner apart',
  args: z.strictObject({
    path: scriptPath,
    aspects: z
      .array(z.enum(ASPECTS))
      .min(1)
      .default([...ASPECTS])
      .describe(
        'outcomes: exit codes; severities: default and second argument; arguments: quoting; scanner: its version.',
      ),
    severities: z.array(z.string().toUpperCase()).min(1).default(['HIGH', 'CRITICAL']),
  }),
  needs: ['file'],
  runsScript: true,
  why: 'A gate that cannot tell "nothing found" from "could not look" opens when the scanner breaks, and cries wolf when the network does.',
  async judge(facts, { path, aspects, severities }) {
    const script = await readScript(facts, path);
    const runs = await playGate(script, facts.signal);
    const expected = EXPECTED.filter(([aspect]) => aspects.includes(aspect))
      .map(([, text]) => text(severities.join(',')))
      .join('; ');
    const problem =
      (aspects.includes('outcomes') ? outcomeProblem(script, runs) : undefined) ??
      (aspects.includes('severities') ? severityProblem(script, runs, severities) : undefined) ??
      (aspects.includes('arguments') ? argumentProblem(script, runs) : undefined) ??
      (aspects.includes('scanner') ? scannerImageProblem(script, runs) : undefined);
    const seeIt = `./${path} app:scan; echo $?`;
    if (problem) return fail({ expected, seeIt, ...problem });
    const [call] = scanCalls(runs.clean.calls);
    const anySource =
      call?.scanner === 'trivy' && optionOf(call.args, '--image-src', '--input') === undefined;
    if (aspects.includes('scanner') && anySource) {
      return warn({
        expected,
        actual: 'Trivy may take the image from a registry',
        evidence: [inScript(script, lineOf(script, /trivy/))],
        tryNext:
          'Say --image-src docker: where the image is not in the engine, a stranger’s of the same name is scanned.',
        seeIt,
      });
    }
    const { clean, findings, crash } = runs;
    return pass(
      expected,
      `exit code ${clean.exitCode} for nothing found, ${findings.exitCode} for findings, ${crash.exitCode} for a broken scanner`,
    );
  },
});

const EXPECTED: [(typeof ASPECTS)[number], (severities: string) => string][] = [
  ['outcomes', () => '0 when nothing is found, 1 for findings, another code for a scanner that broke'],
  ['severities', (severities) => `${severities} unless the second argument says otherwise`],
  ['arguments', () => 'the image name reaches the scanner as one argument'],
  ['scanner', () => 'a pinned scanner'],
];
