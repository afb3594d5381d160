import { sanitiseLine } from '../text/sanitise.ts';
import { scanCalls, scannerProblem, severitiesOf } from './script-calls.ts';
import { inScript, lineOf, type Script } from './script-file.ts';
import { type GateRuns, IMAGE, ODD_IMAGE, OTHER_SEVERITIES } from './script-gate-runs.ts';
import { CRASH_WORDS } from './script-plays.ts';
import type { ScriptResult } from './script-sandbox.ts';
import type { Evidence } from './types.ts';

/** What is wrong with a script, and where. */
export interface GateProblem {
  actual: string;
  evidence: Evidence[];
  tryNext: string;
}

const SEVERITY = /--severity|--only-severity|--fail-on|--severity-threshold/;
const SCANNER = /\b(?:trivy|grype|snyk|scout)\b/;

/** The exit codes, and what it calls a scanner that broke. */
export function outcomeProblem(script: Script, runs: GateRuns): GateProblem | undefined {
  const { clean, findings, crash } = runs;
  const slow = [clean, findings, crash].find(({ timedOut }) => timedOut);
  if (slow)
    return problem(
      script,
      [SCANNER],
      'it does not end within 15 s',
      'Does it wait for an answer? Nobody is there to give one.',
      slow,
    );
  if (scanCalls(clean.calls).length === 0) {
    const did = clean.calls.map((call) => sanitiseLine(call.join(' '), 80))[0] ?? 'it called none';
    return problem(
      script,
      [SCANNER],
      `no scanner was run (${did})`,
      'It has to scan "$1" with trivy image (or grype, docker scout cves).',
      clean,
    );
  }
  if (clean.exitCode !== 0) {
    return problem(
      script,
      [/\bexit\b/],
      `exit code ${clean.exitCode} when nothing is found, not 0`,
      'End with 0 when the scanner found nothing.',
      clean,
    );
  }
  if (findings.exitCode === 0) {
    return problem(
      script,
      [/\|\|\s*true/, /--exit-code/, SCANNER],
      'exit code 0 although the scanner found something',
      'Trivy ends with 0 whatever it finds, until --exit-code N tells it otherwise. Then pass that on: exit 1.',
      findings,
    );
  }
  if (crash.exitCode === 0) {
    return problem(
      script,
      [/\|\|\s*true/, /\*\)/, /\$\?/, SCANNER],
      'exit code 0 although the scanner broke',
      'A scanner that could not look has found nothing out: end with another code than 0.',
      crash,
    );
  }
  return alike(script, runs) ?? wrongCode(script, findings);
}

/** A broken scanner is not a finding: neither by its exit code nor by what the script says. */
function alike(script: Script, { clean, findings, crash }: GateRuns): GateProblem | undefined {
  const crashLine = ownLines(crash);
  const shared = crashLine.find(
    (line) => ownLines(findings).includes(line) && !ownLines(clean).includes(line),
  );
  const called = shared ?? crashLine.find((line) => CALLS_FINDINGS.test(line) && !DENIES.test(line));
  if (called !== undefined) {
    return problem(
      script,
      [...saying(called), SCANNER],
      `a scanner that broke is called "${called}"`,
      'Look at the scanner’s status: 0 is clean, the --exit-code you chose is findings, anything else means that it broke. Say that.',
      crash,
    );
  }
  if (crash.exitCode !== findings.exitCode) return undefined;
  return problem(
    script,
    [/--exit-code[= ]+1\b/, /\$\?/, /\bexit 1\b/],
    `the same exit code ${crash.exitCode} for findings and for a scanner that broke`,
    'Trivy itself ends with 1 when it breaks. Choose another number for findings (--exit-code 10), then turn it into 1, and the rest into 2.',
    crash,
  );
}

/** What looks like the claim that something was found. */
const CALLS_FINDINGS =
  /vulnerabilit(?:y|ies)\s+(?:were\s+|was\s+)?(?:detected|found)|(?:found|detected)\s+(?:\w+\s+)?vulnerabilit/i;
const DENIES = /\b(?:not|cannot|could|can't|unknown|whether|nothing)\b/i;

function wrongCode(script: Script, findings: ScriptResult): GateProblem | undefined {
  if (findings.exitCode === 1) return undefined;
  return problem(
    script,
    [/\bexit [2-9]/, /\bexit\b/, /--exit-code/],
    `exit code ${findings.exitCode} for findings, not 1`,
    'End with 1 when something was found: that is what the pipeline asks for.',
    findings,
  );
}

/** HIGH,CRITICAL by default; the second argument when there is one. */
export function severityProblem(
  script: Script,
  runs: GateRuns,
  wanted: readonly string[],
): GateProblem | undefined {
  const [call] = scanCalls(runs.clean.calls);
  if (!call) return outcomeProblem(script, runs);
  const got = severitiesOf(call);
  if (!same(got, wanted)) {
    return problem(
      script,
      [/\$\{?2\b/, SEVERITY, SCANNER],
      got === undefined ? 'the scanner is told no severities' : `by default it asks for ${got.join(',')}`,
      `severity=\${2:-${wanted.join(',')}}, and --severity "$severity" for the scanner.`,
      runs.clean,
    );
  }
  const [other] = scanCalls(runs.other.calls);
  const passed = other && severitiesOf(other);
  if (same(passed, OTHER_SEVERITIES.split(','))) return undefined;
  return problem(
    script,
    [/severit\w*=/i, SEVERITY],
    `with ${OTHER_SEVERITIES} as its second argument it asks for ${passed?.join(',') ?? 'nothing'}`,
    `The second argument has to get through: severity=\${2:-${wanted.join(',')}}.`,
    runs.other,
  );
}

function same(got: readonly string[] | undefined, wanted: readonly string[]): boolean {
  return got !== undefined && [...got].sort().join() === [...wanted].sort().join();
}

/** The image's name as one word, whatever is in it. A script that refuses an odd name is fine, too. */
export function argumentProblem(script: Script, { clean, odd }: GateRuns): GateProblem | undefined {
  const named = (result: ScriptResult, image: string) =>
    scanCalls(result.calls).some(({ args }) =>
      args.some((word) => word === image || word.endsWith(`:${image}`) || word.endsWith(`/${image}`)),
    );
  // At the start of a word, and not in quotes: an assignment does not split.
  const where = [/^(?:[^"]|"[^"]*")*?\s\$\{?(?:1|image)\b/i, SCANNER];
  if (scanCalls(clean.calls).length > 0 && !named(clean, IMAGE)) {
    return problem(
      script,
      [SCANNER],
      `the scanner is not told to scan ${IMAGE}, its first argument`,
      'image=$1, and "$image" as the scanner’s last word.',
      clean,
    );
  }
  const refused = scanCalls(odd.calls).length === 0 && odd.exitCode !== 0;
  if (refused || named(odd, ODD_IMAGE)) return undefined;
  return problem(
    script,
    where,
    `a name such as "${ODD_IMAGE.slice(0, 12)}" does not reach the scanner as one argument`,
    'Put quotes around it: "$image". Without them the shell splits it at spaces and looks for files that fit.',
    odd,
  );
}

export function scannerImageProblem(script: Script, { clean }: GateRuns): GateProblem | undefined {
  for (const call of scanCalls(clean.calls)) {
    const wrong = scannerProblem(call);
    if (wrong) {
      return problem(
        script,
        [/\/(?:trivy|grype|snyk)\b/, SCANNER],
        sanitiseLine(wrong),
        'Name one version that you have looked at, better its digest: a scanner reads your images and may reach your engine.',
        clean,
      );
    }
  }
  return undefined;
}

function problem(
  script: Script,
  where: RegExp[],
  actual: string,
  tryNext: string,
  { exitCode, output }: ScriptResult,
): GateProblem {
  const last = output
    .split('\n')
    .filter((line) => line.trim() !== '')
    .at(-1);
  return {
    actual: sanitiseLine(actual),
    evidence: [
      inScript(
        script,
        where.map((pattern) => lineOf(script, pattern)).find((line) => line !== undefined),
      ),
      {
        source: 'script',
        text: sanitiseLine(`ended with ${exitCode ?? 'no status'}: ${last ?? 'it said nothing'}`, 160),
      },
    ],
    tryNext,
  };
}

/** What the script itself said: not the scanner's words. */
function ownLines({ output }: ScriptResult): string[] {
  return output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.includes(CRASH_WORDS) && !line.startsWith('Total: '));
}

/** Finds the line that says it: by its first words, since what follows may have been a variable. */
function saying(text: string): RegExp[] {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  return [3, 2]
    .filter((count) => words.length >= count)
    .map((count) => new RegExp(words.slice(0, count).join('\\W+'), 'u'));
}
