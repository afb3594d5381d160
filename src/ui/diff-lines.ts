import { sentence } from '../plain/spoken-rows.ts';
import type { DiffLine, FileDiff } from '../text/diff.ts';
import { padStart, wrapCode } from '../text/width.ts';
import { words } from '../text/words.ts';
import type { Theme } from './theme.ts';

/** Files that differ, line by line, then the names of those that do not. */
export function diffLines(files: readonly FileDiff[], theme: Theme, width: number): string[] {
  const same = files.filter((file) => file.type === 'same');
  const other = files.filter((file) => file.type !== 'same');
  return [
    ...other.flatMap((file) => [...oneFile(file, theme, width), '']),
    ...same.map((file) => theme.dim(theme.glyphs(`  ${file.path}: ${words.solution.same}`))),
  ];
}

const TYPES = { added: '+', gone: '−', changed: '~', same: '=' } as const;

function oneFile(file: FileDiff, theme: Theme, width: number): string[] {
  if (theme.spoken) {
    const said = `${words.spoken.change[file.type]}: ${file.path}`;
    return [said, ...file.lines.flatMap((line) => spokenLine(line))];
  }
  const counts = `+${file.added} −${file.removed}`;
  const head = `${theme.strong(theme.glyphs(`${TYPES[file.type]} ${file.path}`))}  ${theme.dim(theme.glyphs(counts))}`;
  return [head, ...file.lines.flatMap((line) => drawn(line, theme, width))];
}

/** `added, line 31: USER nodejs`; a line that stays is read with its number alone. */
function spokenLine({ sign, text, line }: DiffLine): string[] {
  if (sign === '@') return [];
  if (sign === '-') return [`${words.spoken.change.removed}: ${text}`];
  return [`${sentence(sign === '+' ? words.spoken.change.added : undefined, words.line(line))}: ${text}`];
}

/** The sign says what the colour says. */
function drawn({ sign, text, line }: DiffLine, theme: Theme, width: number): string[] {
  if (sign === '@') return [theme.dim(`${padStart(':', 4)}`)];
  const paint = sign === '+' ? theme.good : sign === '-' ? theme.bad : theme.dim;
  const number = sign === '-' ? '' : String(line);
  return wrapCode(theme.glyphs(text), Math.max(10, width - 8)).map(
    (part, index) => `${theme.dim(padStart(index === 0 ? number : '', 4))}  ${paint(`${sign} ${part}`)}`,
  );
}
