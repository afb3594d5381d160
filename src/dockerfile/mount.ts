import { posix } from 'node:path';
import { csvFields } from './csv.ts';
import { cut, quote } from './go-text.ts';
import { didYouMean } from './suggest.ts';
import type { Instruction } from './types.ts';

type MountType = 'bind' | 'cache' | 'tmpfs' | 'secret' | 'ssh';

/** A `RUN --mount=…` with BuildKit's defaults filled in. */
export interface Mount {
  type: MountType;
  /** Where it appears; empty for a secret that is only an environment variable. */
  target: string;
  source?: string;
  /** A stage or an image; the build context when absent (bind), an empty folder (cache). */
  from?: string;
  /** Cache: its key, the target when not given. Secret, ssh: which one. */
  id?: string;
  /** Caches only. */
  sharing?: 'shared' | 'private' | 'locked';
  readOnly: boolean;
  required: boolean;
  /** Secret: the variable that holds it. */
  env?: string;
  mode?: number;
  uid?: number;
  gid?: number;
  /** tmpfs: bytes. */
  size?: number;
}

const TYPES: readonly string[] = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'];
const SHARING: readonly string[] = ['shared', 'private', 'locked'];
const ALIASES: Record<string, string> = {
  src: 'source',
  dst: 'target',
  destination: 'target',
  ro: 'readonly',
  rw: 'readwrite',
};
const KEYS = [
  ...['type', 'from', 'source', 'target', 'readonly', 'id', 'sharing', 'required', 'size', 'mode', 'uid'],
  ...['gid', 'src', 'dst', 'destination', 'ro', 'rw', 'readwrite', 'env'],
];
const TRUE = ['1', 't', 'T', 'TRUE', 'true', 'True'];
const FALSE = ['0', 'f', 'F', 'FALSE', 'false', 'False'];

/** The mounts of a RUN that can be read; wrong ones are left out (see `readMount` for why). */
export function mountsOf(run: Instruction, expandWord?: (word: string) => string): Mount[] {
  return run.flags
    .filter((flag) => flag.name === 'mount')
    .map((flag) => readMount(flag.value ?? '', expandWord))
    .filter((mount): mount is Mount => !('error' in mount));
}

/**
 * Reads `type=cache,target=/root/.npm`. The reasons are BuildKit's (`instructions/commands_runmount.go`).
 *
 * @param expandWord fills in variables; values stay as they are without it
 */
export function readMount(
  text: string,
  expandWord: (word: string) => string = (word) => word,
): Mount | { error: string } {
  const csv = csvFields(text);
  if ('error' in csv) return { error: `failed to parse csv mounts: ${csv.error}` };
  const draft: Draft = { type: 'bind', required: false };
  for (const field of csv.fields) {
    const error = setField(draft, field, expandWord);
    if (error !== undefined) return { error };
  }
  const error = contradiction(draft);
  return error === undefined ? withDefaults(draft) : { error };
}

interface Draft extends Omit<Partial<Mount>, 'type'> {
  type: MountType;
  required: boolean;
}

function setField(draft: Draft, field: string, expandWord: (word: string) => string): string | undefined {
  const [name, written] = cut(field, '=');
  const given = name.toLowerCase();
  const key = ALIASES[given] ?? given;
  if (written === undefined && !['readonly', 'readwrite', 'required'].includes(key)) {
    return `invalid field '${field}' must be a key=value pair`;
  }
  const value = written === undefined ? 'true' : expandWord(written);
  const unexpected = `unexpected key '${given}' for mount type '${draft.type}'`;
  switch (key) {
    case 'type':
      if (!TYPES.includes(value.toLowerCase())) {
        return `unsupported mount type ${quote(value)}${didYouMean(value, TYPES, true)}`;
      }
      draft.type = value.toLowerCase() as MountType;
      return undefined;
    case 'sharing':
      if (!SHARING.includes(value.toLowerCase())) {
        return `unsupported sharing value ${quote(value)}${didYouMean(value, SHARING, true)}`;
      }
      draft.sharing = value.toLowerCase() as NonNullable<Mount['sharing']>;
      return undefined;
    case 'from':
    case 'source':
    case 'target':
    case 'id':
    case 'env':
      draft[key] = value;
      return undefined;
    case 'readonly':
    case 'readwrite':
    case 'required': {
      if (key === 'required' && draft.type !== 'secret' && draft.type !== 'ssh') return unexpected;
      if (!TRUE.includes(value) && !FALSE.includes(value)) return `invalid value for ${given}: ${value}`;
      if (key === 'required') draft.required = TRUE.includes(value);
      else draft.readOnly = TRUE.includes(value) === (key === 'readonly');
      return undefined;
    }
    case 'size': {
      if (draft.type !== 'tmpfs') return unexpected;
      const size = parseSize(value);
      if (size === undefined) return `invalid value for ${given}: ${value}`;
      draft.size = size;
      return undefined;
    }
    case 'mode':
    case 'uid':
    case 'gid': {
      const valid = key === 'mode' ? /^[0-7]+$/ : /^\d+$/;
      if (!valid.test(value)) return `invalid value ${value} for ${key}`;
      draft[key] = Number.parseInt(value, key === 'mode' ? 8 : 10);
      return undefined;
    }
    default:
      return `unexpected key '${given}' in '${field}'${didYouMean(given, KEYS, true)}`;
  }
}

function contradiction(draft: Draft): string | undefined {
  const { type, from, sharing, source, target, id } = draft;
  if (type === 'bind' || type === 'tmpfs') {
    for (const key of ['mode', 'uid', 'gid'] as const) {
      if (draft[key] !== undefined) return `${key} not allowed for ${quote(type)} type mounts`;
    }
  }
  if (type === 'secret') {
    if (from) return 'secret mount should not have a from';
    if (sharing) return 'secret mount should not define sharing';
    if (!source && !target && !id) return 'invalid secret mount. one of source, target required';
    if (source && id) return "both source and id can't be set";
  }
  return sharing && type !== 'cache' ? `invalid cache sharing set for ${type} mount` : undefined;
}

function withDefaults(draft: Draft): Mount {
  const { type } = draft;
  const readOnly = draft.readOnly ?? (type !== 'cache' && type !== 'tmpfs');
  const target = draft.target ?? '';
  const mount: Mount = { ...draft, target, readOnly };
  if (type === 'cache') return { ...mount, id: draft.id || target, sharing: draft.sharing ?? 'shared' };
  if (type !== 'secret') return mount;
  const id = draft.id || draft.source || posix.basename(target);
  const file = target === '' && draft.env === undefined ? `/run/secrets/${posix.basename(id)}` : target;
  return { ...mount, id, target: file };
}

/** `64m`, `1.5GiB`, `1024` -> bytes, as docker/go-units `RAMInBytes`. */
function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?) ?([kmgtp]?)(?:i?b)?$/i.exec(text);
  if (!match) return undefined;
  return Math.floor(Number(match[1]) * 1024 ** ' kmgtp'.indexOf((match[2] || ' ').toLowerCase()));
}
