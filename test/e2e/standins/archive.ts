import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import type { Layer } from './layers.ts';
import { type ImageRecipe, PADDED_LABEL, STANDIN_LABEL } from './recipe.ts';

export interface Image {
  tags: string[];
  /** `sha256:` and the digest of the config: what the engine calls the image's id. */
  id: string;
  config: string;
  layers: Layer[];
}

const CREATED = '1970-01-01T00:00:00Z';

/** The image's config as the OCI image spec has it; its digest is the id. */
export function describeImage(recipe: ImageRecipe, layers: Layer[], architecture: string): Image {
  const labels = {
    [STANDIN_LABEL]: 'true',
    ...(recipe.padded === undefined ? {} : { [PADDED_LABEL]: String(recipe.padded) }),
  };
  const config = JSON.stringify({
    architecture,
    os: 'linux',
    created: CREATED,
    config: { ...recipe.config, Labels: labels },
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.diffId) },
    history: [
      ...layers.map((layer) => ({
        created: CREATED,
        created_by: `docker-labs stand-in layer: ${layer.name}`,
      })),
      ...metadataHistory(recipe),
    ],
  });
  const id = `sha256:${createHash('sha256').update(config).digest('hex')}`;
  return { tags: recipe.tags, id, config, layers };
}

/** The entries without a layer that a build from a Dockerfile leaves behind. */
function metadataHistory({ config }: ImageRecipe) {
  const lines = [
    ...(config.Env ?? []).map((pair) => `ENV ${pair}`),
    ...(config.WorkingDir ? [`WORKDIR ${config.WorkingDir}`] : []),
    ...(config.Entrypoint ? [`ENTRYPOINT ${JSON.stringify(config.Entrypoint)}`] : []),
    ...(config.Cmd ? [`CMD ${JSON.stringify(config.Cmd)}`] : []),
  ];
  return lines.map((created_by) => ({ created: CREATED, created_by, empty_layer: true }));
}

const blobName = (layer: Layer) => `${layer.diffId.slice('sha256:'.length)}.tar`;

/** One docker-archive (the format of `docker save`) of all images; a shared layer is in it once. */
export function dockerArchive(images: Image[]): AsyncIterable<Buffer> {
  const archive = pack();
  writeArchive(archive, images).then(
    () => archive.finalize(),
    (error: Error) => archive.destroy(error),
  );
  return archive as unknown as AsyncIterable<Buffer>;
}

async function writeArchive(archive: ReturnType<typeof pack>, images: Image[]): Promise<void> {
  const text = (name: string, content: string) => archive.entry({ name, mtime: new Date(0) }, content);
  const layers = new Map(images.flatMap((image) => image.layers).map((layer) => [blobName(layer), layer]));
  for (const [name, layer] of layers) {
    const entry = archive.entry({ name, size: layer.stored, mtime: new Date(0) });
    await pipeline(createReadStream(layer.file, { highWaterMark: 1 << 20 }), entry);
  }
  for (const image of images) text(configName(image), image.config);
  text(
    'manifest.json',
    JSON.stringify(
      images.map((image) => ({
        Config: configName(image),
        RepoTags: image.tags,
        Layers: image.layers.map(blobName),
      })),
    ),
  );
}

const configName = (image: Image) => `${image.id.slice('sha256:'.length)}.json`;
