import type { Examined } from '../image/examine.ts';
import type { LayerLine } from '../image/layer-lines.ts';
import type { ImageFacts } from '../image/types.ts';
import type { Problem } from './state.ts';

/** An image of a lab, with the lines of the Dockerfile that made its layers. */
export interface LabImage {
  /** Its name in the lab, e.g. `production`. */
  name: string;
  facts: ImageFacts;
  /** By layer, oldest first; of the Dockerfile as it was when this was built, where that is known. */
  lines: readonly (LayerLine | undefined)[];
  /** Its Dockerfile, relative to the lab's folder. */
  file: string;
  /** False for a baseline, whose Dockerfile is the lab's own. */
  own: boolean;
  /** Set for what an earlier attempt built: its number and time (ISO 8601). */
  attempt?: { number: number; at: string };
}

/** An image's layers and files: read once, in the background. */
export type Reading =
  | { status: 'reading'; bytes: number }
  | { status: 'read'; examined: Examined }
  | { status: 'failed'; problem: Problem };

export const IMAGE_TABS = ['layers', 'files', 'summary', 'against'] as const;
export type ImageTab = (typeof IMAGE_TABS)[number];

/** What the image screen shows. */
export interface ImageView {
  /** The image's name in the lab; the lab's first one that is there when absent. */
  image?: string;
  tab: ImageTab;
  /** What it is compared with, by `imageKey`; the most telling one when absent. */
  against?: string;
  /** Tab -> the chosen row. */
  rows: Partial<Record<ImageTab, number>>;
  /** Folders that are open. */
  open: Readonly<Record<string, boolean>>;
  /** Only what this layer (from 0) changed is walked; the whole image when absent. */
  layer?: number;
}

export const FIRST_VIEW: ImageView = { tab: 'layers', rows: {}, open: {} };

/** The key under which an image's reading is kept: its id, or its name where a prediction has none. */
export const imageKey = ({ facts }: Pick<LabImage, 'facts'>): string => facts.id || facts.ref;
