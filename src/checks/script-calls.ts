import { imageProblem } from '../scan/scanner-image.ts';
import { OPTIONS_WITH_VALUE } from './script-plays.ts';

/** A call that really scans something. */
export interface ScanCall {
  scanner: 'trivy' | 'grype' | 'scout' | 'snyk';
  /** The scanner's own image, where it runs in a container. */
  image?: string;
  /** The scanner's words, without its name and, for a container, without what is Docker's. */
  args: string[];
}

/** The scans among the recorded calls of the stand-ins, in order. */
export function scanCalls(calls: readonly string[][]): ScanCall[] {
  return calls.flatMap((call) => scanCall(call) ?? []);
}

function scanCall([program, ...words]: string[]): ScanCall | undefined {
  if (program === 'trivy' || program === 'grype' || program === 'snyk') return scanning(program, words);
  if (program !== 'docker') return undefined;
  if (words[0] === 'scout') return scanning('scout', words.slice(1));
  const run = words[0] === 'container' ? words.slice(1) : words;
  if (run[0] !== 'run') return undefined;
  const [image, ...args] = afterOptions(run.slice(1));
  if (image === undefined) return undefined;
  const scanner = (['trivy', 'grype', 'snyk'] as const).find((name) => image.includes(name));
  if (!scanner) return undefined;
  const call = scanning(scanner, args[0] === scanner ? args.slice(1) : args);
  return call && { ...call, image };
}

/** Versions, databases and caches are no scan. */
function scanning(scanner: ScanCall['scanner'], args: string[]): ScanCall | undefined {
  const [first = ''] = args;
  const scans = {
    trivy: /^(?:image|i)$/.test(first) && !args.includes('--download-db-only'),
    grype: first !== '' && !/^(?:version|db|--version|help|--help|-h)$/.test(first),
    scout: /^(?:cves|quickview)$/.test(first),
    snyk: first === 'container' && args[1] === 'test',
  }[scanner];
  return scans ? { scanner, args } : undefined;
}

function afterOptions(words: string[]): string[] {
  let at = 0;
  while (words[at]?.startsWith('-')) at += OPTIONS_WITH_VALUE.includes(words[at] ?? '') ? 2 : 1;
  return words.slice(at);
}

/** The value of an option, as `--name value` or `--name=value`; the last one wins, as in the scanners. */
export function optionOf(args: readonly string[], ...names: string[]): string | undefined {
  let found: string | undefined;
  for (const [index, word] of args.entries()) {
    const [name = '', ...rest] = word.split('=');
    if (!names.includes(name)) continue;
    found = word.includes('=') ? rest.join('=') : args[index + 1];
  }
  return found;
}

/** The severities that a scan is asked for, sorted, upper-case; undefined when it is not told any. */
export function severitiesOf({ scanner, args }: ScanCall): string[] | undefined {
  const list = (text: string | undefined) =>
    text
      ?.split(',')
      .map((word) => word.trim().toUpperCase())
      .sort();
  if (scanner === 'trivy') return list(optionOf(args, '--severity', '-s'));
  if (scanner === 'scout') return list(optionOf(args, '--only-severity'));
  // Grype and Snyk take the lowest that counts.
  const lowest = optionOf(args, '--fail-on', '-f', '--severity-threshold')?.toUpperCase();
  const order = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'];
  const from = order.indexOf(lowest ?? '');
  return from < 0 ? undefined : order.slice(from).sort();
}

/** What is wrong with the scanner's own image; undefined for a pinned one, or a program. */
export function scannerProblem({ image }: ScanCall): string | undefined {
  return image === undefined ? undefined : imageProblem(image);
}
