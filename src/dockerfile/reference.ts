/** An image reference in its parts, as written: nothing is filled in. */
export interface ImageReference {
  /** `registry:5000`, `ghcr.io`, `localhost`; undefined for a short name. */
  domain?: string;
  /** Without the domain: `library/node`, `org/app`, `node`. */
  repository: string;
  tag?: string;
  /** `sha256:…` */
  digest?: string;
}

const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const LABEL = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const DOMAIN = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;

/**
 * Reads an image reference as the engine does (https://github.com/distribution/reference): what comes before the
 * first slash is a registry only with a dot, a colon, capitals, or as `localhost`; a registry's port is no tag.
 *
 * @returns undefined for what no engine would take as a reference
 */
export function parseReference(text: string): ImageReference | undefined {
  if (/^[a-f0-9]{64}$/.test(text)) return undefined;
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const name = at < 0 ? text : text.slice(0, at);
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const hasDomain = isDomain(first);
  const path = hasDomain ? name.slice(slash + 1) : name;
  const colon = path.indexOf(':');
  const repository = colon < 0 ? path : path.slice(0, colon);
  const tag = colon < 0 ? undefined : path.slice(colon + 1);
  if (hasDomain && !DOMAIN.test(first)) return undefined;
  if (repository.length > 255 || !repository.split('/').every((part) => COMPONENT.test(part)))
    return undefined;
  if (tag !== undefined && !TAG.test(tag)) return undefined;
  if (digest !== undefined && !DIGEST.test(digest)) return undefined;
  return {
    ...(hasDomain ? { domain: first } : {}),
    repository,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** Why no engine takes this as a reference, in its words; undefined when it does. */
export function referenceError(text: string): string | undefined {
  if (parseReference(text)) return undefined;
  if (/^[a-f0-9]{64}$/.test(text)) {
    return `invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`;
  }
  const invalid = 'invalid reference format';
  const [first = '', ...rest] = text.split('/');
  const hasDomain = rest.length > 0 && isDomain(first);
  const path = (hasDomain ? rest.join('/') : text).split(':', 1)[0] ?? '';
  const name = hasDomain || rest.length > 0 ? path : `library/${path}`;
  return name === name.toLowerCase() ? invalid : `${invalid}: repository name (${name}) must be lowercase`;
}

function isDomain(first: string): boolean {
  return /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
}

/** The short form people use: `node`, `org/app`, `ghcr.io/org/app`; tag and digest left out. */
export function familiarName({ domain, repository }: ImageReference): string {
  const hub = domain === undefined || domain === 'docker.io' || domain === 'index.docker.io';
  return hub ? repository.replace(/^library\/(?=[^/]+$)/, '') : `${domain}/${repository}`;
}
