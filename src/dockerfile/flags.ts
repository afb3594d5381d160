import { didYouMean } from './suggest.ts';
import type { Flag, Instruction } from './types.ts';

/** `bool`: may stand alone; `one`: has a value, once; `many`: has a value, any number of times. */
type FlagKind = 'bool' | 'one' | 'many';

/** The flags that each instruction knows: BuildKit `frontend/dockerfile/instructions`. */
const FLAGS: Record<string, Record<string, FlagKind>> = {
  ADD: {
    chown: 'one',
    chmod: 'one',
    link: 'bool',
    'keep-git-dir': 'bool',
    checksum: 'one',
    unpack: 'bool',
    exclude: 'many',
  },
  COPY: { chown: 'one', from: 'one', chmod: 'one', link: 'bool', exclude: 'many', parents: 'bool' },
  FROM: { platform: 'one' },
  HEALTHCHECK: {
    interval: 'one',
    timeout: 'one',
    'start-period': 'one',
    'start-interval': 'one',
    retries: 'one',
  },
  RUN: { mount: 'many', network: 'one', security: 'one', device: 'many' },
};

/** BuildKit's reason to refuse the instruction's flags, if there is one. */
export function flagError({ keyword, flags }: Instruction): string | undefined {
  const known = FLAGS[keyword] ?? {};
  const seen = new Set<string>();
  for (const flag of flags) {
    const kind = Object.hasOwn(known, flag.name) ? known[flag.name] : undefined;
    if (!kind) return `unknown flag: --${flag.name}${didYouMean(flag.name, Object.keys(known), true)}`;
    if (seen.has(flag.name) && kind !== 'many') return `duplicate flag specified: --${flag.name}`;
    seen.add(flag.name);
    const error = kind === 'bool' ? booleanError(flag) : valueError(flag);
    if (error) return error;
  }
  return undefined;
}

/** The value of a flag; undefined when it is not given. */
export function flagValue(instruction: Instruction, name: string): string | undefined {
  return instruction.flags.find((flag) => flag.name === name)?.value;
}

function valueError({ name, value }: Flag): string | undefined {
  return value === undefined ? `missing a value on flag: --${name}` : undefined;
}

function booleanError({ name, value }: Flag): string | undefined {
  if (value === '') return `missing a value on flag: --${name}`;
  const known = value === undefined || ['true', 'false'].includes(value.toLowerCase());
  return known ? undefined : `expecting boolean value for flag --${name}, not: ${value}`;
}
