import { parseReference } from '../dockerfile/reference.ts';

/** Trivy's malicious builds (CVE-2026-33634); `latest` pointed at them, too. */
const MALICIOUS = new Set(['0.69.4', '0.69.5', '0.69.6']);

/**
 * Why nobody should scan with this image; undefined for one that is pinned.
 *
 * @param image a scanner's own: `aquasec/trivy:0.69.3`, or by its digest
 */
export function imageProblem(image: string): string | undefined {
  const reference = parseReference(image);
  if (!reference) return `${image} is no image name`;
  if (reference.digest !== undefined) return undefined;
  if (reference.tag === undefined) return `${image} has no tag, so latest`;
  if (reference.tag === 'latest') return `${image}: latest is no version`;
  const trivy = /(?:^|\/)trivy$/.test(reference.repository);
  return trivy && MALICIOUS.has(reference.tag.replace(/-.*$/, ''))
    ? `${image} is one of the malicious builds (CVE-2026-33634)`
    : undefined;
}
