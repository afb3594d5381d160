/** An image reference in its parts; `repository` in its familiar form (`node`, `ghcr.io/org/app`). */
export interface Reference {
  repository: string;
  /** `latest` when neither a tag nor a digest is given. */
  tag: string;
  digest?: string;
}

/** A mirror of Docker Hub's official images: `mirror.example:5000/library/node`. */
const MIRRORED = /^[^/]*[.:][^/]*\/(?:docker\/)?library\//;

/**
 * Reads a reference as Docker normalises it (distribution/reference): `docker.io/library/node:24` and
 * `node:24` are the same; a registry's port is no tag.
 */
export function parseReference(reference: string): Reference {
  const [name = '', digest] = reference.split('@', 2);
  const colon = name.lastIndexOf(':');
  const tagged = colon > name.lastIndexOf('/');
  const path = tagged ? name.slice(0, colon) : name;
  return {
    repository: path
      .replace(/^(?:index\.)?docker\.io\//, '')
      .replace(/^library\//, '')
      .replace(MIRRORED, ''),
    tag: tagged ? name.slice(colon + 1) : 'latest',
    ...(digest === undefined ? {} : { digest }),
  };
}
