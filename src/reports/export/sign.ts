import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { canonicalJson, sha256 } from '../../text/canonical.ts';
import { EXPORT_FORMAT, type ExportDocument, type Signature } from './schema.ts';

type Sealed = Pick<Signature, 'parts' | 'sha256'>;

/** The DER head of an Ed25519 public key (RFC 8410); its 32 bytes follow. */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

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
  const der = Buffer.concat([SPKI, Buffer.from(signature.publicKey, 'hex')]);
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  return verify(null, message(signature), key, Buffer.from(signature.value, 'hex'));
}

function message({ parts, sha256: whole }: Sealed): Buffer {
  return Buffer.from(`docker-labs export ${EXPORT_FORMAT}\n${canonicalJson({ parts, sha256: whole })}`);
}

function publicKeyOf(key: KeyObject): string {
  const der = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return der.subarray(SPKI.length).toString('hex');
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
