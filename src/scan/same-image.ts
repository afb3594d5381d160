import { familiarName, parseReference } from '../dockerfile/reference.ts';
import type { ScanReport } from './types.ts';

/** An image on an engine, as far as a report can name it. */
export interface KnownImage {
  /** `sha256:…`: of the config, or of the manifest where the engine keeps images in containerd's store. */
  id: string;
  layerDigests: readonly string[];
}

/**
 * Is the report about this image? `unknown` where it does not tell enough: the same name may be another image.
 */
export function isReportOf(report: ScanReport, image: KnownImage): 'yes' | 'no' | 'unknown' {
  const { id, layers } = report.image;
  if (id !== null && id === image.id) return 'yes';
  // An engine's id need not be the config's, but the layers' own digests are the same everywhere.
  if (layers.length > 0 && image.layerDigests.length > 0) {
    const same = layers.length === image.layerDigests.length;
    return same && layers.every((layer, index) => layer === image.layerDigests[index]) ? 'yes' : 'no';
  }
  return id === null ? 'unknown' : 'no';
}

/** Do two names mean the same image (`app`, `app:latest`, `docker.io/library/app:latest`)? */
export function sameName(a: string, b: string): boolean {
  return a === b || (canonical(a) !== undefined && canonical(a) === canonical(b));
}

function canonical(name: string): string | undefined {
  const reference = parseReference(name);
  if (!reference) return undefined;
  const { digest, tag = digest ? '' : 'latest' } = reference;
  return JSON.stringify([familiarName(reference), tag, digest]);
}
