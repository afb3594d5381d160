import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { canonicalJson, sha256 } from '../../text/canonical.ts';
import { EXPORT_FORMAT, type ExportDocument, type Signature } from './schema.ts';

type Sealed = Pick<Signature, 'parts' | 'sha256'>;

/**
 * A document as the text of an export: canonical JSON, signed, with a line feed at the end.
 *
 * @param key an Ed25519 private key
 */
export function sealExport(document: ExportDocument, key: KeyObject): string {
  const body = canonicalJson(document);
  const sealed: Sealed = { parts: partsOf(document), sha256: sha256(body) };
  const signature: Signature = {
    algorithm: 'Ed25519',
    publicKey: publicKeyOf(key),
    ...sealed,
    value: sign(null, message(sealed), key).toString('hex'),
  };
  return `{"document":${body},"formatVersion":${EXPORT_FORMAT},"signature":${canonicalJson(signature)}}\n`;
}

/** Does the signature hold for the hashes that stand beside it? */
export function signatureHolds(signature: Signature): boolean {
  // As a JWK (RFC 8037): decoding DER takes seven times as long.
  const x = Buffer.from(signature.publicKey, 'hex').toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return verify(null, message(signature), key, Buffer.from(signature.value, 'hex'));
}

function message({ parts, sha256: whole }: Sealed): Buffer {
  return Buffer.from(`docker-labs export ${EXPORT_FORMAT}\n${canonicalSeal({ parts, sha256: whole })}`);
}

/** The canonical JSON of a signature, or of its hashes alone. Its keys are known, so naming them in order is enough. */
export function canonicalSeal({ parts, sha256: whole, ...rest }: Sealed & Partial<Signature>): string {
  const named = parts.map(({ path, sha256: hash }) => ({ path, sha256: hash }));
  const { algorithm, publicKey, value } = rest;
  return JSON.stringify({ algorithm, parts: named, publicKey, sha256: whole, value });
}

function publicKeyOf(key: KeyObject): string {
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return Buffer.from(x, 'base64url').toString('hex');
}

/** The parts of a document by name, each with its hash: `learner`, `labs.basic.steps[3]`, `chain[12]` … */
export function partsOf(document: ExportDocument): Signature['parts'] {
  const { labs, chain, ...rest } = document;
  const parts: [string, unknown][] = Object.entries(rest);
  for (const { id, steps, files, ...others } of labs) {
    for (const [index, step] of steps.entries()) parts.push([`labs.${id}.steps[${index}]`, step]);
    for (const file of files) parts.push([`labs.${id}.files[${file.path}]`, file]);
    parts.push(
      ...Object.entries(others).map(([key, value]): [string, unknown] => [`labs.${id}.${key}`, value]),
    );
  }
  parts.push(['chain', chain]);
  return parts.map(([path, value]) => ({ path, sha256: sha256(canonicalJson(value)) }));
}
