import * as z from 'zod';
import { EngineError } from '../../errors.ts';
import { sanitiseLine } from '../../text/sanitise.ts';
import { httpGet } from './http-get.ts';
import type { Registry } from './registry.ts';
import type { PushedTag } from './types.ts';

// https://github.com/opencontainers/distribution-spec/blob/main/spec.md
const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');
/** Where BuildKit puts its inline cache in an image's configuration. */
const INLINE_CACHE = 'moby.buildkit.cache.v0';
/** Milliseconds. */
const PATIENCE = 20_000;

const descriptor = z.looseObject({
  digest: z.string(),
  platform: z.looseObject({ architecture: z.string() }).optional(),
});
const manifestSchema = z.looseObject({
  config: descriptor.optional(),
  manifests: z.array(descriptor).optional(),
});
const configSchema = z.looseObject({
  config: z.looseObject({ Labels: z.record(z.string(), z.string()).nullish() }).nullish(),
});

/** All tags below a name: `good` finds `good/myapp:latest`. Of a registry of our own alone. */
export async function listTags(registry: Registry, below: string): Promise<[path: string, tag: string][]> {
  const catalog = await ask(
    registry,
    '/v2/_catalog?n=1000',
    z.looseObject({ repositories: z.array(z.string()) }),
  );
  const paths = catalog?.body.repositories.filter((path) => path.startsWith(`${below}/`)) ?? [];
  const lists = await Promise.all(
    paths.map(async (path) => {
      const list = await ask(
        registry,
        `/v2/${path}/tags/list`,
        z.looseObject({ tags: z.array(z.string()).nullish() }),
      );
      return (list?.body.tags ?? []).map((tag): [string, string] => [path, tag]);
    }),
  );
  return lists.flat();
}

/**
 * What a tag names in the registry; undefined where there is no such tag.
 *
 * @param path the repository without the registry's host
 * @throws EngineError `tool-broke` when the registry answers with what cannot be understood
 */
export async function readTag(registry: Registry, path: string, tag: string): Promise<PushedTag | undefined> {
  const named = await ask(registry, `/v2/${path}/manifests/${tag}`, manifestSchema);
  if (!named) return undefined;
  // In an index, whatever has no platform is an attestation about the image.
  const inner = named.body.manifests?.find((one) => one.platform && one.platform.architecture !== 'unknown');
  const image = inner ? await ask(registry, `/v2/${path}/manifests/${inner.digest}`, manifestSchema) : named;
  const config = image?.body.config?.digest;
  const blob = config ? await ask(registry, `/v2/${path}/blobs/${config}`, configSchema) : undefined;
  return {
    repository: `${registry.name.split('/')[0]}/${path}`,
    tag: sanitiseLine(tag),
    digest: named.digest,
    ids: [named.digest, inner?.digest, config].filter((id) => id !== undefined),
    labels: blob?.body.config?.Labels ?? {},
    inlineCache: blob !== undefined && INLINE_CACHE in blob.body,
  };
}

async function ask<S extends z.ZodType>(
  registry: Registry,
  path: string,
  schema: S,
): Promise<{ body: z.output<S>; digest: string } | undefined> {
  try {
    const { status, headers, body } = await httpGet(registry.url + path, {
      headers: { Accept: `${MANIFESTS}, application/json` },
      patience: PATIENCE,
    });
    if (status === 404) return undefined;
    if (status !== 200) throw new Error(`it answers ${status} to ${path}`);
    const digest = sanitiseLine(String(headers['docker-content-digest'] ?? ''));
    return { body: schema.parse(JSON.parse(body)), digest };
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError(
      'tool-broke',
      `The registry cannot be read: ${sanitiseLine(words)}.`,
      'Try again.',
      {
        cause,
      },
    );
  }
}
