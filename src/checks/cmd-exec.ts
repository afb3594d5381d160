import * as z from 'zod';
import type { Instruction } from '../dockerfile/types.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import { at, defineKind, fail, inImage, inspectField, pass } from './kind.ts';
import { imageIfAny, known, type Source, sourceIfAny } from './source.ts';
import { lastOf } from './view.ts';

export const cmdExec = defineKind({
  id: 'cmd.exec',
  title: 'CMD and ENTRYPOINT in exec form',
  args: z.strictObject({}),
  needs: ['image', 'dockerfile'],
  why: 'The shell form starts /bin/sh first: the shell gets SIGTERM and passes nothing on, so the container is killed after ten seconds.',
  sameAs: {
    hadolint: ['DL3025'],
    buildkit: ['JSONArgsRecommended'],
    differs:
      'Only the CMD and ENTRYPOINT that reach the image are judged, not each one in the file. A SHELL does not excuse a shell form, as it does for BuildKit: that shell gets SIGTERM all the same.',
  },
  async judge(facts) {
    const expected = 'CMD and ENTRYPOINT as JSON arrays (exec form)';
    const image = await imageIfAny(facts);
    const source = await sourceIfAny(facts);
    const written = source ? commandsOf(source) : [];
    const shell = written.filter((one) => !one.exec);
    const command = image ? [...known(image, 'entrypoint'), ...known(image, 'cmd')] : [];
    if (shell.length > 0 && source) {
      return fail({
        expected,
        actual: `${shell.map((one) => one.keyword).join(' and ')} in shell form`,
        evidence: shell.map((one) => at(source.dockerfile, one)),
        tryNext: `Write it as a list: ${shell[0] ? asExec(shell[0]) : ''}`,
        seeIt: inspectField(facts, shell[0]?.keyword === 'CMD' ? 'Cmd' : 'Entrypoint'),
      });
    }
    if (source && written.length > 0) {
      return pass(
        expected,
        sanitiseLine(written.map((one) => one.text).join('; ')),
        written.map((one) => at(source.dockerfile, one)),
      );
    }
    if (!image) return pass(expected, 'neither is in this file: the base decides');
    if (command.length === 0) {
      return fail({
        expected,
        actual: 'neither CMD nor ENTRYPOINT',
        evidence: [inImage(facts, 'Config.Cmd', '(empty)'), inImage(facts, 'Config.Entrypoint', '(empty)')],
        tryNext: 'Say what the container runs: CMD ["node", "dist/server.js"].',
        seeIt: inspectField(facts, 'Cmd'),
      });
    }
    const parts = { Entrypoint: known(image, 'entrypoint'), Cmd: known(image, 'cmd') };
    const wrapped = Object.entries(parts).filter(([, words]) => isShellForm(words, image.config.shell));
    if (wrapped.length === 0) return pass(expected, sanitiseLine(command.join(' ')));
    return fail({
      expected,
      actual: sanitiseLine(wrapped.map(([field, words]) => `${field}: ${words.join(' ')}`).join('; ')),
      evidence: wrapped.map(([field, words]) => inImage(facts, `Config.${field}`, JSON.stringify(words))),
      tryNext: 'Write it as a JSON array with double quotes, without a shell.',
      seeIt: inspectField(facts, wrapped[0]?.[0] ?? 'Cmd'),
    });
  },
});

/** The CMD and the ENTRYPOINT that count; an ENTRYPOINT of a later stage drops the CMD inherited by it. */
function commandsOf({ dockerfile, stage }: Source): Instruction[] {
  const entrypoint = lastOf(dockerfile, stage, 'ENTRYPOINT');
  const cmd = lastOf(dockerfile, stage, 'CMD');
  const inherited =
    entrypoint && cmd && stage.instructions.includes(entrypoint) && !stage.instructions.includes(cmd);
  return [entrypoint, inherited ? undefined : cmd].filter((one) => one !== undefined);
}

/** How the engine stores a shell form: the SHELL, then the line as one word. */
function isShellForm(words: string[], shell: string[] = ['/bin/sh', '-c']): boolean {
  return words.length === shell.length + 1 && shell.every((word, index) => words[index] === word);
}

/** The same command as a JSON array, where it is simple enough to say so. */
function asExec(instruction: Instruction): string {
  const line = instruction.args.join(' ');
  if (/[$&|;<>*?"'`\\(){}]/.test(line)) return `${instruction.keyword} ["program", "argument"]`;
  return `${instruction.keyword} ${JSON.stringify(line.split(/\s+/)).replace(/","/g, '", "')}`;
}
