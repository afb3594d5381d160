import { blame as blameHistory, blameLayers as linesOfLayers } from '../image/blame.ts';
import type { ImageFacts } from '../image/types.ts';
import { formatBytes } from '../text/units.ts';
import { at, inImage } from './kind.ts';
import { type Source, sourceIfAny } from './source.ts';
import type { Evidence, SubjectFacts } from './types.ts';
import { chainOf } from './view.ts';

/** Layers that are shown at most. */
const SHOWN = 4;

/** Where the bytes of an image come from: its base with the FROM line, and its own layers, largest first. */
export async function heaviest(facts: SubjectFacts, image: ImageFacts): Promise<Evidence[]> {
  const source = await sourceIfAny(facts);
  if (!source) {
    return [...image.history]
      .filter((entry) => entry.size > 0)
      .sort((a, b) => b.size - a.size)
      .slice(0, SHOWN)
      .map((entry) => inImage(facts, 'History', `${formatBytes(entry.size)}  ${entry.createdBy}`));
  }
  const { dockerfile } = source;
  const lines = blameHistory(image.history, dockerfile, facts.subject.target);
  const own = image.history.flatMap((entry, index) => {
    const line = lines[index];
    return line && entry.size > 0 ? [{ instruction: line.instruction, size: entry.size }] : [];
  });
  const base = image.history.reduce((sum, entry, index) => sum + (lines[index] ? 0 : entry.size), 0);
  const { from } = baseOf(source);
  return [...(base > 0 || own.length === 0 ? [{ instruction: from, size: base }] : []), ...own]
    .sort((a, b) => b.size - a.size)
    .slice(0, SHOWN)
    .map(({ instruction, size }) => at(dockerfile, instruction, `${formatBytes(size)}  ${instruction.text}`));
}

/** The line of the Dockerfile that made each layer, oldest first; undefined for the base's own. */
export async function layerLines(facts: SubjectFacts): Promise<(Evidence | undefined)[]> {
  const [image, source] = [await facts.image(), await sourceIfAny(facts)];
  if (!source) return [];
  return linesOfLayers(image.history, source.dockerfile, facts.subject.target).map(
    (line) => line && at(source.dockerfile, line.instruction),
  );
}

function baseOf({ dockerfile, stage }: Source) {
  return chainOf(dockerfile, stage).at(-1) ?? stage;
}
