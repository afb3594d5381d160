import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

/**
 * The canonical JSON of a value (RFC 8785): the same value always gives the same text, so that it can be hashed
 * and signed.
 *
 * @throws Error for what JSON cannot hold: NaN, an infinity, a lone surrogate, a cycle, `undefined` itself
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('this value has no JSON form');
  return text;
}

/** SHA-256 in hexadecimal of bytes, or of a text's UTF-8. */
export function sha256(data: string | Uint8Array): string {
  return hash('sha256', data);
}
