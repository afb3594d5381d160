import * as z from 'zod';
import { defineKind, fail, pass } from './kind.ts';
import { inScript, readScript, scriptPath } from './script-file.ts';

export const scriptExecutable = defineKind({
  id: 'script.executable',
  title: 'the script can be started by its name',
  args: z.strictObject({ path: scriptPath }),
  needs: ['file'],
  why: 'A pipeline starts a script by its name: without the mode it is refused, without a right first line another shell reads it.',
  sameAs: { other: ['ShellCheck SC1017', 'ShellCheck SC2148'] },
  async judge(facts, { path }) {
    const script = await readScript(facts, path);
    const expected = `${path} is executable, and its first line names a shell`;
    const no = (actual: string, line: number, tryNext: string) =>
      fail({
        expected,
        actual,
        evidence: [inScript(script, line)],
        tryNext,
        seeIt: `ls -l ${path}; head -1 ${path}`,
      });
    if (script.text.startsWith('\ufeff')) {
      return no('a byte order mark stands before #!', 1, 'Save it as UTF-8 without BOM.');
    }
    if (script.interpreter === undefined) {
      return no(
        'the first line names no program',
        1,
        'Begin it with #!/usr/bin/env bash, in the very first column.',
      );
    }
    if (!/^(?:bash|sh|dash|ash|zsh|ksh)$/.test(script.interpreter)) {
      return no(`the first line names ${script.interpreter}`, 1, 'Begin it with #!/usr/bin/env bash.');
    }
    const windows = script.lines.findIndex((line) => line.endsWith('\r'));
    if (windows >= 0) {
      return no(
        'lines end as on Windows (CR LF)',
        windows + 1,
        `Linux then looks for a program "${script.interpreter}\\r". In the editor choose LF, or: sed -i 's/\\r$//' ${path}`,
      );
    }
    if (!script.executable) return no('the file is not executable', 1, `chmod +x ${path}`);
    return pass(expected, `executable, ${script.lines[0]?.trim()}`);
  },
});
