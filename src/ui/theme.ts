import { Chalk } from 'chalk';
import type { VerdictStatus } from '../checks/types.ts';
import type { StepStatus } from '../engine/types.ts';
import type { RecordedStatus } from '../progress/types.ts';
import { toAscii } from '../text/ascii.ts';
import { words } from '../text/words.ts';

export type Mark = VerdictStatus | RecordedStatus;

/** How everything is drawn: one accent, signs before colours, nothing but ASCII where that is all there is. */
export interface Theme {
  color: boolean;
  ascii: boolean;
  /** For a screen reader: no rules, bars and scroll bars, which it would read out. */
  spoken: boolean;
  accent(text: string): string;
  strong(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  /** The sign of a verdict or a record, in its colour. */
  mark(status: Mark): string;
  /** The sign of a build step. */
  step(status: StepStatus, frame: number): string;
  /** Our own signs and typography in what the terminal can show. */
  glyphs(text: string): string;
  rule(width: number): string;
  /** A bar of `width` columns, filled to `share` (0 to 1). */
  bar(share: number, width: number): string;
  pointer: string;
  /** Where the keys do not go at the moment. */
  quietPointer: string;
  divider: string;
}

const SIGNS: Record<Mark, [sign: string, ascii: string, tone: 'good' | 'bad' | 'warn' | 'accent' | 'dim']> = {
  pass: ['✓', '+', 'good'],
  practised: ['◐', '~', 'accent'],
  fail: ['✗', 'x', 'bad'],
  warn: ['!', '!', 'warn'],
  unknown: ['?', '?', 'dim'],
  error: ['?', '?', 'warn'],
  open: ['·', '.', 'dim'],
};
const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const ASCII_SPINNER = ['|', '/', '-', '\\'];

/** Sixteen colours at most, so that the reader's own palette, light or dark, decides. */
export function theme({
  color,
  ascii,
  spoken = false,
}: {
  color: boolean;
  ascii: boolean;
  spoken?: boolean;
}): Theme {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  // One text each: chalk joins all that it is given, and `map` gives an index and the whole list as well.
  const tones = {
    good: (text: string) => chalk.green(text),
    bad: (text: string) => chalk.red(text),
    warn: (text: string) => chalk.yellow(text),
    accent: (text: string) => chalk.cyan(text),
    dim: (text: string) => chalk.dim(text),
  };
  const glyphs = ascii ? toAscii : (text: string) => text;
  return {
    color,
    ascii,
    spoken,
    ...tones,
    strong: (text) => chalk.bold(text),
    mark: (status) => {
      const [sign, plain, tone] = SIGNS[status];
      if (spoken) return words.spoken[status];
      return tones[tone](ascii ? plain : sign);
    },
    step: (status, frame) => {
      if (spoken) return words.spoken.step[status];
      const frames = ascii ? ASCII_SPINNER : SPINNER;
      if (status === 'running') return tones.accent(frames[frame % frames.length] ?? '');
      if (status === 'failed') return tones.bad(ascii ? 'x' : '✗');
      if (status === 'done' || status === 'cached') return tones.good(ascii ? '+' : '✓');
      return tones.dim(ascii ? '.' : '·');
    },
    glyphs,
    rule: (width) => (spoken ? '' : chalk.dim((ascii ? '-' : '─').repeat(Math.max(0, width)))),
    bar: (share, width) => {
      if (spoken) return `${Math.round(share * 100)} %`;
      const filled = Math.round(Math.min(1, Math.max(0, share)) * width);
      const rest = (ascii ? '.' : '░').repeat(width - filled);
      return tones.accent((ascii ? '#' : '█').repeat(filled)) + chalk.dim(rest);
    },
    pointer: spoken ? words.spoken.chosen : tones.accent(ascii ? '>' : '▸'),
    quietPointer: spoken ? words.spoken.chosen : chalk.dim(ascii ? '-' : '›'),
    divider: spoken ? '' : chalk.dim(ascii ? '|' : '│'),
  };
}
