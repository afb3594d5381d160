import { compareImages, type ImageComparison } from '../image/compare.ts';
import type { Measured } from '../image/compare-layers.ts';
import { layerEntries, madeByLine } from '../image/made-by.ts';
import type { Layer } from '../image/types.ts';
import { type Branch, rowsOf, type WalkRow, walkImage, walkLayer } from '../image/walk.ts';
import { imageKey, type LabImage, type Reading } from './image-state.ts';
import type { SessionState } from './state.ts';

/** The images of the open lab, as they are now. */
export function labImages(state: SessionState): LabImage[] {
  return (state.images[state.at.lab] ?? []).filter((image) => !image.attempt);
}

/** The image in view; undefined while none is there. */
export function shownImage(state: SessionState): LabImage | undefined {
  const images = labImages(state);
  return images.find((image) => image.name === state.imageView.image) ?? images[0];
}

export function readingOf(state: SessionState, image: LabImage | undefined): Reading | undefined {
  return image && state.readings[imageKey(image)];
}

/** What the image in view can be compared with: its earlier builds, newest first, then the lab's other images. */
export function others(state: SessionState): LabImage[] {
  const shown = shownImage(state);
  if (!shown) return [];
  const all = state.images[state.at.lab] ?? [];
  const earlier = all.filter((image) => image.attempt && image.name === shown.name);
  const rest = all.filter((image) => !image.attempt && image.name !== shown.name);
  return [...earlier, ...rest].filter((image) => imageKey(image) !== imageKey(shown));
}

/** What it is compared with: as chosen, else the build before, else the lab's baseline. */
export function comparedWith(state: SessionState): LabImage | undefined {
  const all = others(state);
  const chosen = all.find((image) => imageKey(image) === state.imageView.against);
  return chosen ?? all.find((image) => image.attempt) ?? all.find((image) => !image.own) ?? all[0];
}

/** The image's layers: as read, or, as long as they are not, as its history tells them, without files. */
export function layersOf(state: SessionState, image: LabImage): Layer[] {
  const reading = readingOf(state, image);
  return reading?.status === 'read' ? reading.examined.layers.layers : once(HISTORY, image, fromHistory);
}

const HISTORY = new WeakMap<LabImage, Layer[]>();

function fromHistory({ facts }: LabImage): Layer[] {
  return layerEntries(facts.history).map(({ createdBy, size }, index) => ({
    index,
    size,
    createdBy,
    digest: facts.layerDigests[index] ?? `${madeByLine(createdBy)} ${size}`,
    entries: [],
  }));
}

/** The image in view against the other one; the other one is the one before. */
export function comparison(
  state: SessionState,
): { before: LabImage; after: LabImage; differences: ImageComparison } | undefined {
  const after = shownImage(state);
  const before = comparedWith(state);
  if (!after || !before) return undefined;
  const key = layersOf(state, after);
  const known = once(COMPARED, key, () => new WeakMap());
  const differences = once(known, layersOf(state, before), () =>
    compareImages(sideOf(state, before), sideOf(state, after), Number.POSITIVE_INFINITY),
  );
  return { before, after, differences };
}

const COMPARED = new WeakMap<Layer[], WeakMap<Layer[], ImageComparison>>();

const sideOf = (state: SessionState, image: LabImage): Measured => ({
  facts: image.facts,
  layers: layersOf(state, image),
  lines: image.lines,
});

/** The files of the image in view, or what one layer of it changed; undefined until they are read. */
export function walked(state: SessionState): Branch | undefined {
  const reading = readingOf(state, shownImage(state));
  if (reading?.status !== 'read') return undefined;
  const { layers } = reading.examined.layers;
  const known = once(WALKED, layers, () => new Map<number, Branch>());
  const { layer = -1 } = state.imageView;
  const branch = known.get(layer) ?? (layer < 0 ? walkImage(layers) : walkLayer(layers, layer));
  known.set(layer, branch);
  return branch;
}

const WALKED = new WeakMap<Layer[], Map<number, Branch>>();

/** What one layer changed, as a tree; undefined until it is read. */
export function layerChanges(state: SessionState, layer: number): Branch | undefined {
  return walked({ ...state, imageView: { ...state.imageView, layer } });
}

export function fileRows(state: SessionState): WalkRow[] {
  const root = walked(state);
  return root ? rowsOf(root, state.imageView.open) : [];
}

/** How many rows the tab in view has to choose from. */
export function rowCount(state: SessionState): number {
  const image = shownImage(state);
  switch (state.imageView.tab) {
    case 'layers':
      return image ? layersOf(state, image).length : 0;
    case 'files':
      return fileRows(state).length;
    case 'against':
      return comparison(state)?.differences.layers.length ?? 0;
    case 'summary':
      return 0;
  }
}

/** The chosen row of the tab in view, from 0; at first the last layer, which is the learner's own. */
export function chosenRow(state: SessionState): number {
  const count = rowCount(state);
  const first = state.imageView.tab === 'layers' ? count - 1 : firstDifference(state);
  return Math.max(0, Math.min(count - 1, state.imageView.rows[state.imageView.tab] ?? first));
}

/** A comparison starts at what makes the most of it. */
function firstDifference(state: SessionState): number {
  if (state.imageView.tab !== 'against') return 0;
  const layers = comparison(state)?.differences.layers ?? [];
  const most = Math.max(0, ...layers.map((layer) => Math.abs(layer.delta)));
  return Math.max(
    0,
    layers.findIndex((layer) => Math.abs(layer.delta) === most),
  );
}

/** The line of the learner's Dockerfile that the chosen row is about. */
export function lineInView(state: SessionState): { file: string; line: number } | undefined {
  const image = shownImage(state);
  if (!image?.own) return undefined;
  const { tab } = state.imageView;
  const row = chosenRow(state);
  const line =
    tab === 'against'
      ? comparison(state)?.differences.layers[row]?.after?.line
      : tab === 'layers'
        ? image.lines[row]?.line
        : tab === 'files'
          ? image.lines[fileRows(state)[row]?.branch.layer ?? -1]?.line
          : undefined;
  return line === undefined ? undefined : { file: image.file, line };
}

/** What is computed from a value once. */
function once<Key extends object, Value>(
  known: WeakMap<Key, Value>,
  key: Key,
  make: (key: Key) => Value,
): Value {
  const found = known.get(key) ?? make(key);
  known.set(key, found);
  return found;
}
