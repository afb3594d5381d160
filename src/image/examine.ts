import type { Readable } from 'node:stream';
import { type ArchiveOptions, openArchive, readArchive } from './archive.ts';
import { efficiencyOf } from './efficiency.ts';
import { secretKeep, secretsInFile } from './secret-files.ts';
import type { FoundSecret } from './secret-shapes.ts';
import { stackLayers } from './tree.ts';
import type { ImageFacts, ImageLayers, Layer, LayerSecret } from './types.ts';

export interface ExamineOptions extends Omit<ArchiveOptions, 'visitor'> {
  /**
   * `layerDigests` of the base image: what its own layers hold is not this image's doing. Instead, or where
   * the base is not at hand, `baseLayers` says how many of the lowest layers are the base's.
   */
  baseDiffIds?: readonly string[];
  baseLayers?: number;
}

/** All that one pass over a saved image tells. */
export interface Examined {
  facts: ImageFacts;
  layers: ImageLayers;
  /** Secrets above the base, those included that a later layer removes. */
  secrets: LayerSecret[];
}

/**
 * Reads a saved image once: its facts, its layers with their efficiency, and the secrets in them.
 *
 * @param stream `docker save` or an OCI archive
 * @throws as `readArchive`
 */
export async function examineArchive(stream: Readable, options: ExamineOptions): Promise<Examined> {
  const found: { blob: string; path: string; secrets: FoundSecret[] }[] = [];
  const image = await readArchive(stream, {
    ...options,
    visitor: {
      keep: secretKeep,
      visit(blob, entry, content) {
        const secrets = content ? secretsInFile(entry.path, content) : [];
        if (secrets.length > 0) found.push({ blob, path: entry.path, secrets });
      },
    },
  });
  const layers = image.layers;
  const above = layers.filter((layer) => !isBase(layer, options));
  const { tree } = stackLayers(layers);
  const secrets = above.flatMap((layer) =>
    found
      .filter((one) => one.blob === image.blobs[layer.index])
      .flatMap(({ path, secrets: kinds }) =>
        kinds.map((secret) => ({
          path,
          layer: layer.index,
          createdBy: layer.createdBy,
          ...secret,
          deleted: tree.find(path)?.layer !== layer.index,
        })),
      ),
  );
  return { facts: image.facts, layers: { layers, efficiency: efficiencyOf(layers) }, secrets };
}

/** As `examineArchive`, from a file. */
export async function examineArchiveFile(
  path: string,
  options: Partial<ExamineOptions> = {},
): Promise<Examined> {
  return examineArchive(await openArchive(path), { ref: path, ...options });
}

/** The secrets of a saved image's layers: see `examineArchive`. */
export async function layerSecrets(stream: Readable, options: ExamineOptions): Promise<LayerSecret[]> {
  return (await examineArchive(stream, options)).secrets;
}

function isBase(layer: Layer, { baseDiffIds = [], baseLayers = 0 }: ExamineOptions): boolean {
  return layer.index < baseLayers || baseDiffIds[layer.index] === layer.digest;
}
