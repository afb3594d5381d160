import { parseReference } from '../../dockerfile/reference.ts';
import { configFromOci } from '../../image/config.ts';
import type { HistoryEntry, ImageFacts } from '../../image/types.ts';
import { sanitise, sanitiseLine } from '../../text/sanitise.ts';
import type { HistoryAnswer, ImageAnswer, ManifestAnswer } from './api.ts';
import type { Client } from './client.ts';
import { healthcheckOf } from './podman.ts';

/** The path of an image's endpoint; names keep their slashes, as the engines route them. */
export function imagePath(ref: string, what: string): string {
  const encoded = ref
    .split('/')
    .map(encodeURIComponent)
    .join('/')
    .replaceAll('%3A', ':')
    .replaceAll('%40', '@');
  return `/images/${encoded}/${what}`;
}

/**
 * Inspect and history of an image as facts, or undefined when the engine has no such image.
 *
 * The size is the sum of the history's sizes, which alone means the same on every engine and store
 * (`inspect.Size` is compressed with the containerd store); where an engine leaves the history's sizes out,
 * the unpacked size that newer APIs tell, else what is left: `inspect.Size`.
 *
 * @param tries how often it is asked about at most, where it is replaced between two questions
 */
export async function readImage(
  client: Client,
  ref: string,
  options: { podman: boolean; signal?: AbortSignal },
  tries = 3,
): Promise<ImageFacts | undefined> {
  if (ref === '') return undefined; // the path would be that of another question
  const about = { doing: 'read the image', ...(options.signal ? { signal: options.signal } : {}) } as const;
  const inspected = await client.find<ImageAnswer>('GET', imagePath(ref, 'json'), about);
  if (!inspected) return undefined;
  // By id: a tag may have moved since.
  const id = inspected.Id || ref;
  const [history, healthcheck] = await Promise.all([
    client.find<HistoryAnswer[]>('GET', imagePath(id, 'history'), about),
    options.podman ? healthcheckOf(client, id, options.signal) : undefined,
  ]);
  // Between the two questions another build took the name and this image went: what has the name now is asked about.
  if (!history) return tries > 1 ? readImage(client, ref, options, tries - 1) : undefined;
  const answer = healthcheck ? withHealthcheck(inspected, healthcheck) : inspected;
  const facts = imageFacts(ref, answer, history);
  if (facts.size > 0 || (inspected.RootFS?.Layers ?? []).length === 0) return facts;
  const more = await client.find<ImageAnswer>('GET', imagePath(id, 'json'), {
    ...about,
    query: { manifests: 1 },
  });
  return imageFacts(ref, answer, history, more?.Manifests ?? undefined);
}

/** Gives an image one more name; whatever had that name loses it. */
export async function tagImage(client: Client, ref: string, name: string): Promise<void> {
  const { domain, repository, tag = 'latest' } = parseReference(name) ?? { repository: name };
  const repo = domain === undefined ? repository : `${domain}/${repository}`;
  await client.json('POST', imagePath(ref, 'tag'), { query: { repo, tag } });
}

function withHealthcheck(answer: ImageAnswer, healthcheck: ImageAnswer['Healthcheck']): ImageAnswer {
  return { ...answer, Config: { ...answer.Config, Healthcheck: healthcheck ?? null } };
}

/** The engine's answers as `ImageFacts`: nothing but mapping. */
export function imageFacts(
  ref: string,
  inspected: ImageAnswer,
  history: HistoryAnswer[],
  manifests?: ManifestAnswer[],
): ImageFacts {
  const layerDigests = inspected.RootFS?.Layers ?? [];
  const entries = asManyAsLayers(history.map(historyEntry).reverse(), layerDigests.length);
  const sum = entries.reduce((total, entry) => total + entry.size, 0);
  const id = inspected.Id ?? '';
  return {
    ref,
    id: id === '' || id.startsWith('sha256:') ? id : `sha256:${id}`,
    tags: (inspected.RepoTags ?? []).filter((tag) => tag !== '<none>:<none>').map((tag) => sanitiseLine(tag)),
    config: configFromOci({
      config: inspected.Config,
      architecture: inspected.Architecture,
      os: inspected.Os,
    }),
    history: entries,
    size: sum || unpackedSize(inspected, manifests) || inspected.Size || 0,
    layerDigests,
    ...(inspected.Created ? { created: sanitiseLine(inspected.Created) } : {}),
  };
}

/** The unpacked size of the one platform's image among the manifests, bytes. */
function unpackedSize(inspected: ImageAnswer, manifests: ManifestAnswer[] = []): number {
  const images = manifests.filter((manifest) => manifest.Kind === 'image' && manifest.ImageData);
  const ours = images.find(
    ({ ImageData }) =>
      ImageData?.Platform?.architecture === inspected.Architecture &&
      ImageData?.Platform?.os === inspected.Os,
  );
  return (ours ?? images[0])?.ImageData?.Size?.Unpacked ?? 0;
}

function historyEntry(entry: HistoryAnswer): HistoryEntry {
  const size = entry.Size ?? 0;
  const createdBy = sanitise(entry.CreatedBy ?? '');
  return {
    createdBy,
    size,
    empty: size === 0 && isConfigOnly(createdBy),
    ...(entry.Created ? { created: new Date(entry.Created * 1000).toISOString() } : {}),
    ...(entry.Comment ? { comment: sanitise(entry.Comment) } : {}),
  };
}

/**
 * Buildah makes no layer of its own for WORKDIR, where the other builders do, and Podman's history does not say so: it is
 * the newest ones, as many as there are entries too many.
 */
function asManyAsLayers(entries: HistoryEntry[], layers: number): HistoryEntry[] {
  let surplus = entries.filter((entry) => !entry.empty).length - layers;
  if (surplus <= 0 || layers === 0) return entries;
  return entries
    .toReversed()
    .map((entry) => {
      const none =
        surplus > 0 && !entry.empty && entry.size === 0 && /#\(nop\) WORKDIR\b/.test(entry.createdBy);
      if (none) surplus -= 1;
      return none ? { ...entry, empty: true } : entry;
    })
    .toReversed();
}

/** The engines do not say which entries made no layer: it is those of instructions that only write config. */
function isConfigOnly(createdBy: string): boolean {
  const words = createdBy.replace(/^\/bin\/sh -c #\(nop\)\s*/, '');
  return /^(ARG|CMD|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|SHELL|STOPSIGNAL|USER|VOLUME)\b/.test(
    words,
  );
}
