import { styleText } from 'node:util';
import type { VerdictStatus } from '../checks/types.ts';
import type { RecordedStatus } from '../progress/types.ts';
import type { Capabilities } from '../text/capabilities.ts';

/** How the non-interactive views write. */
export interface Pen extends Capabilities {
  /** For a screen reader: no bars, which it would read out sign by sign. */
  spoken?: boolean;
}

type Style = Parameters<typeof styleText>[0];

/** Text in a style; the plain text where colour is off. Colour never carries meaning alone. */
export function paint(pen: Pen, style: Style, text: string): string {
  return pen.color ? styleText(style, text, { validateStream: false }) : text;
}

const STYLES = {
  pass: { glyph: ['✓', '+'], style: 'green' },
  practised: { glyph: ['◐', '~'], style: 'cyan' },
  fail: { glyph: ['✗', 'x'], style: 'red' },
  warn: { glyph: ['!', '!'], style: 'yellow' },
  unknown: { glyph: ['?', '?'], style: 'dim' },
  error: { glyph: ['?', '?'], style: 'yellow' },
  open: { glyph: ['·', '.'], style: 'dim' },
} as const;

/** The mark of a verdict or of a recorded status. */
export function glyph(pen: Pen, status: VerdictStatus | RecordedStatus): string {
  const { glyph: marks, style } = STYLES[status];
  return paint(pen, style, pen.ascii ? marks[1] : marks[0]);
}
