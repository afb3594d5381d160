import * as z from 'zod';
import { defineKind, fail, pass } from './kind.ts';
import { inScript, readScript, type Script, scriptPath } from './script-file.ts';

const OPTIONS = ['errexit', 'nounset', 'pipefail'] as const;
type ShellOption = (typeof OPTIONS)[number];
const LETTERS: Record<string, ShellOption> = { e: 'errexit', u: 'nounset' };
const MEANS: Record<ShellOption, string> = {
  errexit: 'a command that fails ends the script (set -e)',
  nounset: 'a variable without a value ends it (set -u)',
  pipefail: 'a pipe fails with any of its commands (set -o pipefail)',
};

export const scriptStrict = defineKind({
  id: 'script.strict',
  title: 'the script ends with the first command that fails',
  args: z.strictObject({
    path: scriptPath,
    options: z.array(z.enum(OPTIONS)).min(1).default(['errexit']),
  }),
  needs: ['file'],
  why: 'A shell goes on after a failure, and the last command decides: a scan that never ran then looks like one that found nothing.',
  async judge(facts, { path, options }) {
    const script = await readScript(facts, path);
    const expected = `${path} sets ${options.join(', ')} before its first command`;
    const state = optionsOf(script);
    const missing = options.filter((option) => !state.set.has(option));
    if (missing.length === 0) return pass(expected, [...state.set.keys()].join(', '));
    const [first] = missing;
    const late = first && state.late.get(first);
    const off = first && state.off.get(first);
    const why = off
      ? `${first} is switched off again`
      : late
        ? `${first} is set after commands have run`
        : '';
    return fail({
      expected,
      actual: why || `without ${missing.join(', ')}`,
      evidence: [inScript(script, off ?? late ?? state.firstCommand)],
      tryNext: `Write set -euo pipefail right below the first line: ${missing.map((option) => MEANS[option]).join('; ')}. Where a failure is expected, say so: command || status=$?`,
      seeIt: `head -5 ${path}`,
    });
  },
});

interface OptionState {
  /** Option -> line, set before the first command, and never switched off at the top level. */
  set: Map<ShellOption, number>;
  late: Map<ShellOption, number>;
  off: Map<ShellOption, number>;
  firstCommand: number | undefined;
}

/** Lines before which strict mode need not stand: nothing in them can fail. */
const HARMLESS = /^(?:#|$|(?:readonly\s+|export\s+|local\s+)?[A-Za-z_]\w*=[^$`(]*$|shopt\b|trap\b|:)/;

/**
 * What `set` says at the top level. `set +e` … `set -e` around one command is a usual way to look at its status,
 * so only what is still off at the end counts as switched off.
 */
function optionsOf({ lines }: Script): OptionState {
  const state: OptionState = { set: new Map(), late: new Map(), off: new Map(), firstCommand: undefined };
  // #!/bin/bash -e holds only while nobody writes "bash scan.sh", so it does not count.
  for (const [index, raw] of lines.entries()) {
    const number = index + 1;
    const line = raw.trim();
    const words = /^set\s+([^#;&|]*)/.exec(line)?.[1]?.trim().split(/\s+/);
    if (words) {
      // Indented, it is part of a function or a condition, and may never run.
      const top = raw.startsWith('set');
      for (const [option, on] of changes(words)) if (top || !on) apply(state, option, on, number);
    } else if (!HARMLESS.test(line)) state.firstCommand ??= number;
  }
  return state;
}

function apply(state: OptionState, option: ShellOption, on: boolean, line: number): void {
  if (!on) {
    if (state.set.delete(option)) state.off.set(option, line);
  } else if (state.off.delete(option) || state.firstCommand === undefined) state.set.set(option, line);
  else if (!state.set.has(option)) state.late.set(option, line);
}

/** `-euo pipefail`, `-o errexit +u`: each option and whether it goes on. */
function changes(words: string[]): [ShellOption, boolean][] {
  const found: [ShellOption, boolean][] = [];
  for (let index = 0; index < words.length; index += 1) {
    const match = /^([-+])([A-Za-z]+)$/.exec(words[index] ?? '');
    if (!match) continue;
    const on = match[1] === '-';
    for (const letter of match[2] ?? '') {
      const long = letter === 'o' ? words[index + 1] : LETTERS[letter];
      const option = OPTIONS.find((one) => one === long);
      if (option) found.push([option, on]);
      if (letter === 'o') index += 1;
    }
  }
  return found;
}
