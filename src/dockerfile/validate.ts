import { csvFields } from './csv.ts';
import { parseDuration } from './duration.ts';
import { flagError, flagValue } from './flags.ts';
import { cut, quote, trimSpace } from './go-text.ts';
import { readHeredoc } from './heredoc.ts';
import { KEYWORDS } from './instruction.ts';
import { didYouMean } from './suggest.ts';
import type { Instruction } from './types.ts';
import { splitFirst } from './words.ts';

type Rule = (instruction: Instruction) => string | undefined;

/**
 * What BuildKit says against a single instruction whose form could be read (`instructions/parse.go`), in the
 * order in which it looks; undefined when there is nothing.
 */
export function instructionError(instruction: Instruction): string | undefined {
  const rule = RULES[instruction.keyword];
  if (rule) return rule(instruction);
  const [name] = splitFirst(instruction.text);
  return `unknown instruction: ${name}${didYouMean(name, KEYWORDS, false)}`;
}

const RULES: Record<string, Rule> = {
  ADD: copy,
  // ARG and STOPSIGNAL never look at their flags.
  ARG: ({ args }) =>
    atLeastOne('ARG', args) ?? (args.some((word) => word.startsWith('=')) ? blank('ARG') : undefined),
  CMD: flagError,
  COPY: copy,
  ENTRYPOINT: flagError,
  ENV: pairs,
  EXPOSE: (instruction) => atLeastOne('EXPOSE', instruction.args) ?? flagError(instruction),
  FROM: from,
  HEALTHCHECK: healthcheck,
  LABEL: pairs,
  MAINTAINER: exactlyOne,
  ONBUILD: onbuild,
  RUN: run,
  SHELL: shell,
  STOPSIGNAL: ({ args }) => (args.length === 1 ? undefined : 'STOPSIGNAL requires exactly one argument'),
  USER: exactlyOne,
  VOLUME: volume,
  WORKDIR: exactlyOne,
};

function atLeastOne(keyword: string, args: string[]): string | undefined {
  return args.length === 0 ? `${keyword} requires at least one argument` : undefined;
}

function exactlyOne(instruction: Instruction): string | undefined {
  const { keyword, args } = instruction;
  return args.length === 1 ? flagError(instruction) : `${keyword} requires exactly one argument`;
}

function blank(keyword: string): string {
  return `${keyword} names can not be blank`;
}

function pairs(instruction: Instruction): string | undefined {
  const { keyword, args } = instruction;
  const nameless = args.some((pair) => pair.startsWith('='));
  return flagError(instruction) ?? atLeastOne(keyword, args) ?? (nameless ? blank(keyword) : undefined);
}

function copy(instruction: Instruction): string | undefined {
  const { keyword, args } = instruction;
  if (args.length < 2) {
    return `${keyword} requires at least two arguments, but only one was provided. Destination could not be determined`;
  }
  const error = flagError(instruction);
  if (error) return error;
  return readHeredoc(args.at(-1) ?? '') ? `${keyword} cannot accept a heredoc as a destination` : undefined;
}

function from(instruction: Instruction): string | undefined {
  const [, as, name = ''] = instruction.args;
  if (instruction.args.length === 3 && as?.toLowerCase() === 'as') {
    if (!/^[a-z][a-z0-9-_.]*$/.test(name.toLowerCase())) {
      return `invalid name for build stage: ${quote(name)}, name can't start with a number or contain symbols`;
    }
  } else if (instruction.args.length !== 1) return 'FROM requires either one or three arguments';
  return flagError(instruction);
}

function onbuild(instruction: Instruction): string | undefined {
  const [trigger] = instruction.args;
  const error = atLeastOne('ONBUILD', instruction.args) ?? flagError(instruction);
  if (error) return error;
  const name = trimSpace(trigger ?? '').toUpperCase();
  if (name === 'ONBUILD') return "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed";
  return name === 'FROM' || name === 'MAINTAINER' ? `${name} isn't allowed as an ONBUILD trigger` : undefined;
}

function shell(instruction: Instruction): string | undefined {
  const error = flagError(instruction) ?? atLeastOne('SHELL', instruction.args);
  if (error) return error;
  return instruction.exec ? undefined : 'SHELL requires the arguments to be in JSON form';
}

function volume(instruction: Instruction): string | undefined {
  const error = atLeastOne('VOLUME', instruction.args) ?? flagError(instruction);
  if (error) return error;
  const empty = instruction.args.some((path) => trimSpace(path) === '');
  return empty ? 'VOLUME specified can not be an empty string' : undefined;
}

function run(instruction: Instruction): string | undefined {
  const error = flagError(instruction);
  if (error) return error;
  for (const flag of instruction.flags) {
    const wrong = flag.name === 'mount' ? mountFromError(flag.value ?? '') : undefined;
    if (wrong) return wrong;
  }
  const network = flagValue(instruction, 'network') ?? 'default';
  if (!['default', 'none', 'host'].includes(network)) return `invalid network mode ${quote(network)}`;
  const security = flagValue(instruction, 'security') ?? 'sandbox';
  return ['insecure', 'sandbox'].includes(security) ? undefined : `security ${quote(security)} is not valid`;
}

/** Of mounts only `from` is looked at this early, since it decides what has to be built; see mount.ts. */
function mountFromError(value: string): string | undefined {
  const csv = csvFields(value);
  if ('error' in csv) return `failed to parse csv mounts: ${csv.error}`;
  for (const field of csv.fields) {
    const [key, from] = cut(field, '=');
    const dollar = from?.indexOf('$') ?? -1;
    if (key.toLowerCase() === 'from' && dollar >= 0 && dollar !== (from?.length ?? 0) - 1) {
      return `'from' doesn't support variable expansion, define alias stage instead`;
    }
  }
  return undefined;
}

function healthcheck(instruction: Instruction): string | undefined {
  const [kind, ...command] = instruction.args;
  if (kind === undefined) return atLeastOne('HEALTHCHECK', []);
  const type = kind.toUpperCase();
  if (type === 'NONE') return command.length > 0 ? 'HEALTHCHECK NONE takes no arguments' : undefined;
  const error = flagError(instruction);
  if (error) return error;
  if (type !== 'CMD') return `Unknown type ${quote(type)} in HEALTHCHECK (try CMD)`;
  if (command.length === 0) return 'Missing command after HEALTHCHECK CMD';
  for (const name of ['interval', 'timeout', 'start-period', 'start-interval']) {
    const wrong = intervalError(name, flagValue(instruction, name) ?? '');
    if (wrong) return wrong;
  }
  return retriesError(flagValue(instruction, 'retries') ?? '');
}

function intervalError(name: string, text: string): string | undefined {
  if (text === '') return undefined;
  const duration = parseDuration(text);
  if ('error' in duration) return duration.error;
  return duration.ms !== 0 && duration.ms < 1 ? `Interval ${quote(name)} cannot be less than 1ms` : undefined;
}

function retriesError(text: string): string | undefined {
  if (text === '') return undefined;
  if (!/^[-+]?\d+$/.test(text)) return `strconv.ParseInt: parsing ${quote(text)}: invalid syntax`;
  const retries = Number(text);
  if (Math.abs(retries) > 2 ** 31 - 1) return `strconv.ParseInt: parsing ${quote(text)}: value out of range`;
  return retries < 0 ? `--retries cannot be negative (${retries})` : undefined;
}
