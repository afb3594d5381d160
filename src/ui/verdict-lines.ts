import type { Evidence, Verdict } from '../checks/types.ts';
import { chosenLine, hints, type ShownCheck } from '../session/select.ts';
import type { SessionState } from '../session/state.ts';
import { cut, hanging, padEnd } from '../text/width.ts';
import { words } from '../text/words.ts';
import { stageLines } from './stage-lines.ts';
import type { Theme } from './theme.ts';

/** Lines of the file shown before and after the one to look at. */
const AROUND = 2;
const LABEL = 11;

/** A verdict's whole story as lines of at most `width` columns. */
export function verdictLines(
  state: SessionState,
  { verdict, basis, stale }: ShownCheck,
  theme: Theme,
  width: number,
  link: (file: string, text: string) => string = (_, text) => text,
): string[] {
  const row = (label: string, text: string | undefined, paint = (line: string) => line) =>
    text ? hanging(theme.dim(padEnd(label, LABEL)), paint(theme.glyphs(text)), width) : [];
  const held = verdict.status === 'pass';
  const blamed = verdict.evidence.filter((one) => one.file !== undefined && one.line !== undefined);
  const others = verdict.evidence.filter((one) => !blamed.includes(one));
  const code = blamed.length > 0 ? codeLines(state, blamed, theme, width, link) : [];
  return [
    ...row(words.verdict.expected, verdict.expected),
    ...row(words.verdict.found, verdict.actual, held ? undefined : theme.strong),
    ...gap(stageLines(verdict, theme, width)),
    ...others.flatMap((one) => row(words.verdict.at, `${place(one)}${one.text}`)),
    ...gap(code),
    '',
    ...row(words.verdict.why, verdict.why),
    ...row(words.verdict.seeIt, verdict.seeIt, theme.accent),
    ...(held ? [] : row(words.verdict.next, verdict.tryNext)),
    ...(held ? [] : row(words.verdict.hint, hintText(state))),
    '',
    ...row(words.verdict.basis, basisWords(verdict, basis, stale)),
  ];
}

/** The last hint that was seen, and how to see the next; those for what fails come first. */
function hintText(state: SessionState): string | undefined {
  const { all, seen } = hints(state);
  if (all.length === 0) return undefined;
  const more = seen < all.length ? words.verdict.hintKey(seen + 1, all.length) : '';
  const last = (all[seen - 1] ?? '').replace(/[`*]/g, '').replace(/\s+/g, ' ').trim();
  return [last, more].filter(Boolean).join(' ');
}

const gap = (lines: string[]) => (lines.length > 0 ? ['', ...lines] : []);

function basisWords(verdict: Verdict, basis: ShownCheck['basis'], stale: boolean): string {
  const how = verdict.confidence === 'measured' ? words.verdict.measured : words.verdict.predicted;
  const earlier = stale ? words.earlier : words.earlierSame;
  const when = basis === 'record' ? `, ${earlier}` : stale ? `, ${words.stale}` : '';
  return `${how}${when}${verdict.required ? '' : `, ${words.optional}`}`;
}

function place(one: Evidence): string {
  const parts = one.file ? [one.file] : [one.image, one.path].filter((part) => part !== undefined);
  return parts.length > 0 ? `${parts.join(' ')}: ` : '';
}

/** The file around each blamed line, the line itself marked by a sign and not by colour alone. */
function codeLines(
  state: SessionState,
  blamed: Evidence[],
  theme: Theme,
  width: number,
  link: (file: string, text: string) => string,
): string[] {
  const chosen = chosenLine(state);
  const lines: string[] = [];
  for (const file of new Set(blamed.map((one) => one.file ?? ''))) {
    const marked = new Map(
      blamed.filter((one) => one.file === file).map((one) => [one.line ?? 0, one] as const),
    );
    const text = state.files[`${state.at.lab}/${file}`];
    lines.push(`  ${link(file, theme.dim(file))}`);
    const shown = text?.some((line) => line !== '')
      ? [...text.keys()].map((index) => index + 1).filter((line) => near(line, marked))
      : [...marked.keys()];
    let before = 0;
    for (const line of shown) {
      if (before > 0 && line > before + 1) lines.push(theme.dim('    :'));
      before = line;
      const number = String(line).padStart(4);
      const isChosen = chosen?.file === file && chosen.line === line;
      const source = theme.glyphs(text?.[line - 1] ?? marked.get(line)?.text ?? '');
      lines.push(
        marked.has(line)
          ? cut(
              `${isChosen ? theme.pointer : theme.quietPointer}${theme.strong(number)}  ${theme.strong(source)}`,
              width,
              theme.ascii,
            )
          : cut(` ${theme.dim(`${number}  ${source}`)}`, width, theme.ascii),
      );
    }
  }
  return lines;
}

function near(line: number, marked: ReadonlyMap<number, unknown>): boolean {
  return [...marked.keys()].some((one) => Math.abs(one - line) <= AROUND);
}
