import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Marked } from 'marked';
import { fillBases } from '../../course/bases.ts';
import type { Problem } from '../../course/problems.ts';
import type { Course, Lab } from '../../course/types.ts';
import { COMMANDS } from './known-commands.ts';

/** Code and drawings are shown as they are, in a pane beside the verdicts. Columns. */
const WIDTH = 76;

/** What is wrong in the texts of a lab: lessons, `lab.yaml` (goals, hints) and the solution's `why.md`. */
export async function proseProblems(course: Course, lab: Lab): Promise<Problem[]> {
  const why = join(lab.solutionDir, 'why.md');
  const lessons = lab.steps.map((step) => step.lessonFile);
  const markdown = [...lessons, ...(existsSync(why) ? [why] : [])];
  const files = [...new Set([join(lab.dir, 'lab.yaml'), ...markdown])];
  const read = await Promise.all(
    files.map(async (file) => {
      const text = fillBases(await readFile(file, 'utf8'), course.manifest.bases);
      const found = [
        ...commandProblems(course, text),
        ...(file.endsWith('.md') ? [...wideCode(text), ...linkProblems(file, text)] : []),
      ];
      return found.map((problem) => ({ file, ...problem }));
    }),
  );
  return read.flat();
}

type Found = Omit<Problem, 'file'>;

/** `docker-labs frobnicate`, or `docker-labs hint basic/no-such-step`: in code, or behind a colon. */
function commandProblems(course: Course, text: string): Found[] {
  const fenced = fencedLines(text);
  return text.split('\n').flatMap((line, index) => {
    const pattern = fenced.has(index)
      ? /docker-labs ([a-z-]+)(?: ([\w/.-]+))?/g
      : /(?<=`|: )docker-labs ([a-z-]+)(?: ([\w/.-]+))?/g;
    return [...line.matchAll(pattern)].flatMap((match) => {
      const message = commandProblem(course, match[1] ?? '', match[2]);
      return message ? [{ line: index + 1, message }] : [];
    });
  });
}

function commandProblem(course: Course, command: string, argument: string | undefined): string | undefined {
  if (!Object.hasOwn(COMMANDS, command)) return `docker-labs ${command}: there is no such command`;
  const takes = COMMANDS[command];
  if (!takes || argument === undefined) return undefined;
  const [labId = '', stepId] = argument.split('/');
  // LAB, -f and the like stand for something else.
  if (!/^[a-z][a-z0-9-]*$/.test(labId)) return undefined;
  const lab = course.labs.find((one) => one.id === labId);
  if (!lab) return `docker-labs ${command} ${argument}: there is no lab "${labId}"`;
  if (stepId === undefined || (takes === 'target' && lab.steps.some((step) => step.id === stepId))) {
    return undefined;
  }
  return `docker-labs ${command} ${argument}: there is no such step`;
}

/** The lines (0-based) inside fenced code. */
function fencedLines(text: string): Set<number> {
  const inside = new Set<number>();
  let open = false;
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*(```|~~~)/.test(line)) open = !open;
    else if (open) inside.add(index);
  }
  return inside;
}

function wideCode(text: string): Found[] {
  const fenced = fencedLines(text);
  return text
    .split('\n')
    .flatMap((line, index) =>
      fenced.has(index) && line.length > WIDTH
        ? [{ line: index + 1, message: `${line.length} columns of code; at most ${WIDTH} are shown whole` }]
        : [],
    );
}

function linkProblems(file: string, text: string): Found[] {
  const found: Found[] = [];
  const marked = new Marked();
  marked.walkTokens(marked.lexer(text), (token) => {
    if (token.type !== 'link' && token.type !== 'image') return;
    const href = String(token.href);
    const problem = linkProblem(file, href);
    if (problem) found.push({ line: lineOf(text, href), message: `${href}: ${problem}` });
  });
  return found;
}

function linkProblem(file: string, href: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(href)) {
    if (!URL.canParse(href)) return 'is no well-formed address';
    return new URL(href).protocol === 'https:' ? undefined : 'only https links are shown';
  }
  return existsSync(join(dirname(file), href)) ? undefined : 'there is no such file';
}

function lineOf(text: string, needle: string): number {
  return text.slice(0, Math.max(0, text.indexOf(needle))).split('\n').length;
}
