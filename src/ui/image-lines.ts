import { mainDifference, type PathDifference, pathsOf } from '../image/compare.ts';
import type { Branch } from '../image/walk.ts';
import { settingLines } from '../plain/compare.ts';
import { configurationLines, summaryLines } from '../plain/inspect.ts';
import {
  changeRow,
  differenceHead,
  differenceRow,
  layerHead,
  layerRow,
  mainLine,
  pathRow,
  signed,
  sizeBars,
} from '../plain/layer-rows.ts';
import {
  chosenRow,
  comparison,
  labImages,
  layerChanges,
  layersOf,
  readingOf,
  shownImage,
} from '../session/image-select.ts';
import type { LabImage } from '../session/image-state.ts';
import type { SessionState } from '../session/state.ts';
import { formatBytes } from '../text/units.ts';
import { wrap } from '../text/width.ts';
import { words } from '../text/words.ts';
import { penOf } from './pen.ts';
import type { Theme } from './theme.ts';

/** A list to choose from, with its head and what belongs to the chosen row. */
export interface ListAndDetail {
  /** Above the list, not chosen from. */
  head: string[];
  rows: string[];
  /** What is said of the chosen row: its heading, then lines. */
  about: string;
  detail: string[];
}

/** The lab's images as bars, the baseline first, so that the change is the change since the start. */
export function imageBars(state: SessionState, theme: Theme, width: number): string[] {
  const images = labImages(state).toSorted((a, b) => Number(a.own) - Number(b.own));
  if (images.length < 2) return [];
  const sizes = images.map(({ facts }) => ({ name: facts.ref, bytes: facts.size }));
  return [...sizeBars(sizes, penOf(theme, width)).map(theme.glyphs), ''];
}

/** What the reading of an image's layers says for itself while it is not done; empty when it is. */
export function readingLines(state: SessionState, image: LabImage, theme: Theme, width: number): string[] {
  const reading = readingOf(state, image);
  if (reading?.status === 'read') return [];
  if (reading?.status === 'failed') {
    const said =
      state.engine.kind === 'practice'
        ? words.image.practice
        : `${reading.problem.message} ${reading.problem.tryNext}`;
    return wrap(theme.glyphs(said), width).map(theme.dim);
  }
  const said = words.image.reading(formatBytes(reading?.bytes ?? 0), formatBytes(image.facts.size));
  return [theme.dim(theme.glyphs(said))];
}

/** The layers as bars with what made them; of the chosen one, what it changed. */
export function layersTab(
  state: SessionState,
  image: LabImage,
  theme: Theme,
  widths: { list: number; detail: number },
): ListAndDetail {
  const pen = penOf(theme, widths.list);
  const layers = layersOf(state, image);
  const known = image.lines.some((line) => line !== undefined);
  const largest = Math.max(1, ...layers.map((layer) => layer.size));
  const chosen = chosenRow(state);
  const changes = layerChanges(state, chosen);
  const leaves = changes ? leavesOf(changes) : [];
  const rows = layers.map((layer, index) =>
    layerRow({ ...layer, index }, image.lines[index], largest, pen, known),
  );
  const about = !changes
    ? ''
    : leaves.length === 0
      ? words.image.layerEmpty(chosen + 1)
      : words.image.layerHead(chosen + 1, leaves.length, formatBytes(layers[chosen]?.size ?? 0));
  return {
    head: [layerHead(pen, known)],
    rows: rows.map(theme.glyphs),
    about,
    detail: changes
      ? leaves
          .slice(0, MANY)
          .map((leaf) => theme.glyphs(changeRow({ ...leaf, type: leaf.type ?? 'added' }, pen)))
      : readingLines(state, image, theme, widths.detail),
  };
}

/** Lines of detail that nobody scrolls past. */
const MANY = 200;

function leavesOf(top: Branch): Branch[] {
  const leaves: Branch[] = [];
  const todo = [top];
  for (let next = todo.pop(); next; next = todo.pop()) {
    if (next.children.length === 0 && next.type) leaves.push(next);
    todo.push(...next.children);
  }
  return leaves.sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
}

/** The image against another: what changed, by layer with its line, and by file; undefined without another. */
export function againstTab(
  state: SessionState,
  theme: Theme,
  widths: { list: number; detail: number },
): ListAndDetail | undefined {
  const found = comparison(state);
  if (!found) return undefined;
  const { before, after, differences } = found;
  const pen = penOf(theme, widths.list);
  const known = differences.layers.some((one) => (one.before?.line ?? one.after?.line) !== undefined);
  const chosen = differences.layers[chosenRow(state)];
  const waiting = [before, after].flatMap((image) => readingLines(state, image, theme, widths.detail));
  const paths = chosen && waiting.length === 0 ? pathsOf(chosen, differences.paths) : [];
  const delta = paths.reduce((sum, one) => sum + one.delta, 0);
  const settings = settingLines(before.facts, after.facts, { ...pen, width: widths.detail });
  return {
    head: [
      ...sizeBars(
        [
          { name: otherName(before), bytes: differences.before },
          { name: words.image.now, bytes: differences.after },
        ],
        pen,
      ).map(theme.glyphs),
      ...mainWords(state, theme),
      '',
      differenceHead(pen, known),
    ],
    rows: differences.layers.map((layer) => theme.glyphs(differenceRow(layer, pen, known))),
    about:
      waiting.length > 0
        ? ''
        : paths.length > 0
          ? words.image.pathsHead(paths.length, signed(delta))
          : words.image.samePaths,
    detail: [
      ...waiting,
      ...paths.slice(0, MANY).map((one: PathDifference) => theme.glyphs(pathRow(one, pen))),
      '',
      ...settings.map(theme.glyphs),
    ],
  };
}

/** The sentence that one came for: `−412 MB, line 7: FROM node:24-alpine`. */
function mainWords(state: SessionState, theme: Theme): string[] {
  const found = comparison(state);
  const main = found && mainDifference(found.differences);
  if (!main) return [theme.dim(words.image.sameImage)];
  return [theme.strong(theme.glyphs(mainLine(main)))];
}

/** What an image is called that another is compared with. */
export function otherName({ attempt, facts }: LabImage): string {
  return attempt ? words.image.attempt(attempt.number) : facts.ref;
}

/** Waste, the biggest files, secrets and configuration: the words of `docker-labs inspect`. */
export function summaryTab(state: SessionState, theme: Theme, width: number): string[] {
  const image = shownImage(state);
  const reading = readingOf(state, image);
  if (!image) return [];
  if (reading?.status === 'read') {
    const examined = { ...reading.examined, facts: image.facts };
    return summaryLines(examined, penOf(theme, width)).map(theme.glyphs);
  }
  return [
    ...readingLines(state, image, theme, width),
    '',
    ...configurationLines(image.facts, penOf(theme, width)).map(theme.glyphs),
  ];
}
