import { list, record, text } from './config.ts';
import type { Complaint } from './tar.ts';

/** What an archive says makes up one image: names of the archive's blobs, oldest layer first. */
export interface ImageManifest {
  config: string;
  layers: string[];
  tags: string[];
}

/** What an archive holds, as far as finding an image in it needs. */
export interface ArchiveView {
  /** The JSON at a name of the archive, or undefined. */
  json(name: string): unknown;
  has(name: string): boolean;
}

/** Where the blobs of an OCI layout lie. */
const blobName = (digest: string): string => `blobs/${digest.replace(':', '/')}`;

const MAX_NESTING = 4;
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };
const HOST = ARCHITECTURES[process.arch] ?? process.arch;

/**
 * Finds the image in an archive: `manifest.json` of docker save, else the `index.json` of an OCI layout.
 *
 * @param wanted a name or id; the archive's first image when it names none of them
 * @throws the complaint when there is no image
 */
export function findManifest(view: ArchiveView, complain: Complaint, wanted?: string): ImageManifest {
  const docker = list(view.json('manifest.json')).map(record);
  if (docker.length > 0) return dockerManifest(docker, wanted);
  const index = view.json('index.json');
  if (index === undefined) throw complain('no manifest.json and no index.json, so no image');
  const found = ociManifests(view, index, 0).sort((a, b) => rank(b, view, wanted) - rank(a, view, wanted))[0];
  if (!found) throw complain('an index without an image');
  const manifest = record(view.json(found.name));
  const config = digestOf(manifest.config);
  const layers = list(manifest.layers).map(digestOf);
  if (!config || layers.includes('')) throw complain('a manifest that describes no image');
  return { config: blobName(config), layers: layers.map(blobName), tags: found.tags };
}

function dockerManifest(images: Record<string, unknown>[], wanted: string | undefined): ImageManifest {
  const tagsOf = (image: Record<string, unknown>) => list(image.RepoTags).map(text);
  const image =
    images.find((one) => tagsOf(one).some((tag) => tag === wanted || tag === `${wanted}:latest`)) ??
    images[0];
  return {
    config: name(image?.Config),
    layers: list(image?.Layers).map(name),
    tags: image ? tagsOf(image) : [],
  };
}

const name = (value: unknown): string => text(value).replace(/^(?:\.?\/)+/, '');
const digestOf = (descriptor: unknown): string => {
  const digest = record(descriptor).digest;
  return typeof digest === 'string' && /^[a-z0-9]+:[0-9a-f]{32,128}$/.test(digest) ? digest : '';
};

interface Candidate {
  /** The name of the manifest's blob. */
  name: string;
  tags: string[];
  architecture: string;
}

/** All image manifests of an index and of the indexes inside it; attestations are none. */
function ociManifests(view: ArchiveView, index: unknown, depth: number, tags: string[] = []): Candidate[] {
  return list(record(index).manifests).flatMap((value): Candidate[] => {
    const descriptor = record(value);
    const annotations = record(descriptor.annotations);
    const platform = record(descriptor.platform);
    const digest = digestOf(descriptor);
    if (!digest || annotations['vnd.docker.reference.type'] || platform.os === 'unknown') return [];
    const own = ['io.containerd.image.name', 'org.opencontainers.image.ref.name']
      .map((key) => text(annotations[key]))
      .find(Boolean);
    const all = own ? [...tags, own] : tags;
    const blob = view.json(blobName(digest));
    if (Array.isArray(record(blob).manifests)) {
      return depth < MAX_NESTING ? ociManifests(view, blob, depth + 1, all) : [];
    }
    return [{ name: blobName(digest), tags: all, architecture: text(platform.architecture) }];
  });
}

/** The asked name counts most, then that its blobs are there, then this machine's own platform. */
function rank(candidate: Candidate, view: ArchiveView, wanted: string | undefined): number {
  const named = wanted !== undefined && candidate.tags.some((tag) => tag === wanted) ? 4 : 0;
  const config = digestOf(record(view.json(candidate.name)).config);
  const present = config && view.has(blobName(config)) ? 2 : 0;
  return named + present + (candidate.architecture === HOST ? 1 : 0);
}
