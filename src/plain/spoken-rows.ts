// Rows of the image's tables as sentences: a screen reader has no columns, no bars, and reads "~" as "tilde".
import type { LayerDifference } from '../image/compare-layers.ts';
import type { LayerLine } from '../image/layer-lines.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import { formatBytes } from '../text/units.ts';
import { words } from '../text/words.ts';

const { spoken } = words;

/** Parts of a sentence; those that are not there are left out. */
export const sentence = (...parts: (string | undefined)[]): string => parts.filter(Boolean).join(', ');

/** `layer 4, 70.9 kB, line 17: COPY --from=deps /app/node_modules ./node_modules`. */
export function spokenLayer(
  { index, size }: { index: number; size: number },
  line: LayerLine | undefined,
  made: string,
): string {
  const base = line?.base === undefined ? undefined : spoken.base;
  const where = line && words.line(line.line);
  const what = base ? made : (line?.text ?? made);
  return `${sentence(spoken.layer(index + 1), formatBytes(size), base, where)}: ${what}`;
}

/** `changed, 24.1 MB, then 70.9 kB, −24.0 MB, line 17: COPY …`. */
export function spokenDifference(layer: LayerDifference, delta: string): string {
  const { type, before, after, madeBy, wasMadeBy } = layer;
  const sizes = [before, after].flatMap((side) => (side ? [formatBytes(side.size)] : []));
  const [first = '', second = first] = sizes;
  const line = (after ?? before)?.line;
  const where = line === undefined ? undefined : after ? words.line(line) : words.image.lineGone(line);
  const was = wasMadeBy === undefined ? undefined : words.image.was(wasMadeBy);
  const size = first === second ? first : spoken.fromTo(first, second);
  const head = sentence(spoken.change[type], size, layer.delta === 0 ? undefined : delta, where);
  return `${head}: ${sentence(sanitiseLine(madeBy), was)}`;
}

/** `removed, −24.0 MB: /app/node_modules/typescript/lib/tsc.js`. */
export function spokenPath(type: 'added' | 'changed' | 'removed', size: string, path: string): string {
  return `${sentence(spoken.change[type], size)}: ${path}`;
}
