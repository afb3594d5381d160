import type { ImageFacts } from '../image/types.ts';
import { formatBytes } from '../text/units.ts';
import { at, inImage } from './kind.ts';
import type { Source } from './source.ts';
import type { Evidence, SubjectFacts } from './types.ts';
import { chainOf } from './view.ts';

/** The three largest layers, with what made them. */
export function heaviest(facts: SubjectFacts, image: ImageFacts): Evidence[] {
  return [...image.history]
    .filter((entry) => entry.size > 0)
    .sort((a, b) => b.size - a.size)
    .slice(0, 3)
    .map((entry) => inImage(facts, 'History', `${formatBytes(entry.size)}  ${entry.createdBy}`));
}

/** The FROM that brings the base: usually the largest part of an image that is too large. */
export function baseLine(source: Source | undefined): Evidence[] {
  if (!source) return [];
  const root = chainOf(source.dockerfile, source.stage).at(-1) ?? source.stage;
  return [at(source.dockerfile, root.from)];
}
