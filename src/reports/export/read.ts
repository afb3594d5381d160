import { isUtf8 } from 'node:buffer';
import { canonicalJson, sha256 } from '../../text/canonical.ts';
import { sanitiseLine } from '../../text/sanitise.ts';
import { attemptTexts } from './attempt-texts.ts';
import { repeatedKey } from './repeated-key.ts';
import {
  EXPORT_FORMAT,
  type Export,
  type ExportDocument,
  exportSchema,
  MAX_EXPORT,
  type Signature,
} from './schema.ts';
import isExport from './shape.ts';
import { canonicalSeal, partsOf, signatureHolds } from './sign.ts';

export type Integrity = 'intact' | 'altered' | 'unsigned' | 'unreadable';

export type ReadExport =
  | { integrity: 'unreadable'; reason: string }
  | {
      integrity: 'intact' | 'altered' | 'unsigned';
      document: ExportDocument;
      /** The attempts as the file has them, all but the last; absent where some program wrote it anew. */
      attempts?: string[];
      /** The workspace's public key, hexadecimal. */
      key?: string;
      /** Where it was altered; empty unless it was. */
      altered: string[];
      /** The content is intact, but some program wrote the file anew (spaces, order of keys). */
      reformatted: boolean;
    };

const START = Buffer.from('{"document":');
const AFTER = Buffer.from(`,"formatVersion":${EXPORT_FORMAT},"signature":`);

/**
 * Reads an export and says whether it is what its workspace signed. Never throws, whatever the bytes are.
 *
 * The file as docker-labs writes it is canonical, so what was signed is a stretch of its bytes: those are hashed as
 * they are. A file that some program wrote anew is brought into canonical form first.
 */
export function readExport(bytes: Buffer): ReadExport {
  if (bytes.length === 0) return unreadable('The file is empty.');
  if (bytes.length > MAX_EXPORT) return unreadable('The file is larger than an export can be.');
  if (!isUtf8(bytes)) return unreadable('The file is not UTF-8 text.');
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const text = bytes.toString('utf8', bom ? 3 : 0);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return unreadable(`The file is no JSON: ${sanitiseLine((error as Error).message, 120)}`);
  }
  const shape = shapeOf(value);
  if ('reason' in shape) return unreadable(shape.reason);
  const { document, signature } = shape;
  if (signature && holdsAsItIs(bytes, signature)) {
    const attempts = attemptTexts(text, document.chain.length);
    const key = signature.publicKey;
    return { integrity: 'intact', document, attempts, key, altered: [], reformatted: false };
  }
  const repeated = repeatedKey(text);
  if (repeated !== undefined) {
    return unreadable(`The key "${sanitiseLine(repeated, 60)}" stands twice in one object.`);
  }
  if (!signature) return { integrity: 'unsigned', document, altered: [], reformatted: false };
  return compare(document, signature);
}

const unreadable = (reason: string): ReadExport => ({ integrity: 'unreadable', reason });

function shapeOf(value: unknown): Export | { reason: string } {
  const version = (value as { formatVersion?: unknown } | null)?.formatVersion;
  if (typeof version === 'number' && version > EXPORT_FORMAT) {
    return {
      reason: `It has format ${version}; this docker-labs knows ${EXPORT_FORMAT}. Update docker-labs.`,
    };
  }
  // The value itself, not zod's copy: its keys are still in the order of the file, which hashing can make use of.
  if (isExport(value)) return value;
  const parsed = exportSchema.safeParse(value);
  if (parsed.success) return value as Export;
  if (typeof value !== 'object' || value === null || !('document' in value)) {
    return { reason: 'It is JSON, but no export of docker-labs.' };
  }
  const [issue] = parsed.error.issues;
  const where = issue?.path.map(String).join('.') ?? '';
  return { reason: sanitiseLine(`It is no whole export: ${where}: ${issue?.message ?? 'invalid'}`, 200) };
}

/** Do the file's own bytes hash to what was signed? Every byte of the file takes part in this. */
function holdsAsItIs(bytes: Buffer, signature: Signature): boolean {
  const end = bytes.lastIndexOf(AFTER);
  if (end < 0 || !bytes.subarray(0, START.length).equals(START)) return false;
  const tail = `${canonicalSeal(signature)}}\n`;
  if (!bytes.subarray(end + AFTER.length).equals(Buffer.from(tail))) return false;
  return sha256(bytes.subarray(START.length, end)) === signature.sha256 && signatureHolds(signature);
}

function compare(document: ExportDocument, signature: Signature): ReadExport {
  const common = { document, key: signature.publicKey };
  if (!signatureHolds(signature)) {
    return { integrity: 'altered', ...common, altered: ['signature'], reformatted: false };
  }
  if (sha256(canonicalJson(document)) === signature.sha256) {
    return { integrity: 'intact', ...common, altered: [], reformatted: true };
  }
  const signed = new Map(signature.parts.map(({ path, sha256: hash }) => [path, hash]));
  const now = partsOf(document);
  const changed = now.filter(({ path, sha256: hash }) => signed.get(path) !== hash).map(({ path }) => path);
  const there = new Set(now.map(({ path }) => path));
  const gone = [...signed.keys()].filter((path) => !there.has(path));
  return {
    integrity: 'altered',
    ...common,
    altered: [...changed, ...gone].map((path) => sanitiseLine(path, 120)),
    reformatted: false,
  };
}
