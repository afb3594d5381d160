import { spawn } from 'node:child_process';
import { basename } from 'node:path';

/** How an editor is told the line, by the program's name; the file alone where it is not known. */
const LINE_ARGUMENTS: [names: RegExp, args: (file: string, line: number) => string[]][] = [
  [
    /^(n?vim?|nvi|view|nano|pico|micro|emacs|emacsclient|jed|joe|kak|mg|ne|gvim)$/,
    (file, line) => [`+${line}`, file],
  ],
  [/^(code|code-insiders|codium|cursor|windsurf)$/, (file, line) => ['--goto', `${file}:${line}`]],
  [/^(hx|helix|subl|zed|mate)$/, (file, line) => [`${file}:${line}`]],
];
/** Editors that return at once unless they are told to wait. */
const WAIT: [names: RegExp, args: string[]][] = [
  [/^(code|code-insiders|codium|cursor|windsurf|subl|zed|mate)$/, ['--wait']],
  [/^gvim$/, ['--nofork']],
];

/**
 * The command line that opens a file at a line.
 *
 * @param setting VISUAL or EDITOR: a program, possibly with arguments of its own
 */
export function editorCommand(
  setting: string,
  file: string,
  line: number | undefined,
): { program: string; args: string[] } {
  const [program = setting, ...own] = setting.trim().split(/\s+/);
  const name = basename(program).replace(/\.(exe|cmd)$/i, '');
  const find = <Value>(table: [RegExp, Value][]) => table.find(([names]) => names.test(name))?.[1];
  const wait = (find(WAIT) ?? []).filter(
    (arg) => !own.includes(arg) && !(arg === '--wait' && own.includes('-w')),
  );
  const at = line === undefined ? [file] : (find(LINE_ARGUMENTS)?.(file, line) ?? [file]);
  return { program, args: [...own, ...wait, ...at] };
}

/** The learner's editor: VISUAL, else EDITOR. */
export function editorSetting(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return env.VISUAL || env.EDITOR || undefined;
}

/** Runs a program on this terminal and waits for its end; false when it could not be started. */
export async function runOnTerminal(program: string, args: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'inherit' });
    child.on('error', () => resolve(false));
    child.on('exit', () => resolve(true));
  });
}
