import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { assetPath } from '../assets.ts';
import { familiarName, type ImageReference } from '../dockerfile/reference.ts';

/** A release line of a base image: when its support ends, and who says so. */
const lineSchema = z.object({
  /** As on Docker Hub, without `library/`. */
  image: z.string(),
  /** The version's first numbers: `24`, `1.25`, `3.13`. */
  cycle: z.string(),
  /** Other tags that mean this line: `lts`, `krypton`, `bookworm`. */
  tags: z.array(z.string()).default([]),
  /** ISO date. */
  endOfLife: z.string().optional(),
  source: z.string().default(''),
  /** ISO date on which the source said so. */
  asOf: z.string().default(''),
});

export type ReleaseLine = z.infer<typeof lineSchema> & { endOfLife: string };

/** `assets/base-images.json` holds more than this, for the practice engine; a line stands there per variant. */
const fileSchema = z
  .object({ images: z.array(lineSchema), ended: z.array(lineSchema) })
  .transform(({ images, ended }) =>
    // Bases without releases of their own (tools) have no such date.
    [...images, ...ended].flatMap((line) =>
      line.endOfLife === undefined ? [] : [{ ...line, endOfLife: line.endOfLife }],
    ),
  );

let known: Promise<ReleaseLine[]> | undefined;

/** The dated table of release lines that ships with the package; read once. */
export function releaseLines(): Promise<ReleaseLine[]> {
  known ??= readFile(assetPath('base-images.json'), 'utf8').then((text) =>
    fileSchema.parse(JSON.parse(text)),
  );
  return known;
}

/**
 * The release line that an image belongs to; undefined when the table does not know.
 * `24.3-alpine` belongs to `24`, `1.21.13` to `1.21`, `lts-slim` to the line that lists `lts`.
 */
export function lineOf(reference: ImageReference, lines: ReleaseLine[]): ReleaseLine | undefined {
  const { tag = '' } = reference;
  const image = familiarName(reference);
  const version = tag.split('-')[0] ?? '';
  return lines
    .filter((line) => line.image === image)
    .filter(
      (line) =>
        line.tags.includes(tag) ||
        line.tags.includes(version) ||
        version === line.cycle ||
        version.startsWith(`${line.cycle}.`),
    )
    .sort((a, b) => b.cycle.length - a.cycle.length)[0];
}
