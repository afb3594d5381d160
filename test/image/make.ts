import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { type Header, pack } from 'tar-stream';

/** One entry of an archive to make; a plain file when it has content. */
export type Made = Partial<Header> & { name: string } & { content?: string | Buffer };

/** A tar archive of the entries, in their order. */
export async function makeTar(...entries: Made[]): Promise<Buffer> {
  const out = pack();
  for (const { content, ...header } of entries) {
    if (header.type === undefined || header.type === 'file') out.entry(header, content ?? '');
    else out.entry(header);
  }
  out.finalize();
  return buffer(out as unknown as NodeJS.ReadableStream);
}

/** Writes the checksum that belongs to the archive's first header. */
export function fixChecksum(archive: Buffer): void {
  archive.write('        ', 148, 'latin1');
  const sum = archive.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  archive.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
}

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

export interface MadeImage {
  /** Uncompressed layer tars, oldest first. */
  layers: Buffer[];
  createdBy?: string[];
  config?: object;
  tag?: string;
}

/** The configuration blob of an image. */
export function configOf({ layers, createdBy, config }: MadeImage): Buffer {
  return json({
    architecture: 'amd64',
    os: 'linux',
    config: config ?? {},
    history: layers.map((_, index) => ({ created_by: createdBy?.[index] ?? `RUN step ${index + 1}` })),
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => `sha256:${sha256(layer)}`) },
  });
}

/** The entries of a `docker save` archive, in the order in which an engine before 25 writes them. */
export function dockerEntries(image: MadeImage): Made[] {
  const config = configOf(image);
  const name = `${sha256(config)}.json`;
  const layers = image.layers.map((layer, index) => ({ name: `layer${index}/layer.tar`, content: layer }));
  const manifest = [
    { Config: name, RepoTags: [image.tag ?? 'made:latest'], Layers: layers.map((one) => one.name) },
  ];
  return [...layers, { name, content: config }, { name: 'manifest.json', content: json(manifest) }];
}

export const dockerArchive = (image: MadeImage): Promise<Buffer> => makeTar(...dockerEntries(image));

/** The blobs of an OCI layout, and the descriptor of its manifest. */
export function ociBlobs(
  image: MadeImage,
  compress: (layer: Buffer) => Buffer = (layer) => layer,
): { blobs: Buffer[]; manifest: Buffer } {
  const config = configOf(image);
  const packed = image.layers.map(compress);
  const manifest = json({
    schemaVersion: 2,
    config: { digest: `sha256:${sha256(config)}` },
    layers: packed.map((blob) => ({ digest: `sha256:${sha256(blob)}` })),
  });
  return { blobs: [...packed, config, manifest], manifest };
}

/** An OCI layout in a tar, with its index and any number of blobs. */
export function ociArchive(index: object, blobs: Buffer[]): Promise<Buffer> {
  return makeTar(
    { name: 'index.json', content: json(index) },
    { name: 'oci-layout', content: json({ imageLayoutVersion: '1.0.0' }) },
    ...blobs.map((content) => ({ name: `blobs/sha256/${sha256(content)}`, content })),
  );
}

/** A descriptor as an index lists it. */
export const descriptor = (blob: Buffer, more: object = {}): object => ({
  digest: `sha256:${sha256(blob)}`,
  ...more,
});
