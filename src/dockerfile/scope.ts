import { type Expanded, expand, type Lookup } from './expand.ts';
import { cut } from './go-text.ts';
import type { Instruction } from './types.ts';

/** What a build is asked for. */
export interface BuildOptions {
  /** `--build-arg` values. */
  buildArgs?: Record<string, string>;
  /** `--target`; the last stage when absent. */
  target?: string;
  /** `--platform`, e.g. `linux/arm64`; this machine's architecture on Linux when absent. */
  platform?: string;
}

/** Variables by name; a Map, since a Dockerfile may name one `__proto__`. */
export type Variables = Map<string, string>;

export const lookupIn =
  (variables: Variables): Lookup =>
  (name) =>
    variables.get(name);

/**
 * The ARGs of before the first FROM, with the ones that BuildKit itself defines. FROM sees all of them; inside a
 * stage one is seen after it was declared again.
 * https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope
 *
 * @param defaultTarget the last stage's name, for TARGETSTAGE
 */
export function globalScope(
  args: Instruction[],
  token: string,
  options: BuildOptions,
  defaultTarget?: string,
): { variables: Variables; errors: { line: number; message: string }[] } {
  const buildArgs = new Map(Object.entries(options.buildArgs ?? {}));
  const variables = platformArgs(options, defaultTarget);
  for (const name of variables.keys()) {
    const given = buildArgs.get(name);
    if (given !== undefined) variables.set(name, given);
  }
  const errors = [];
  for (const instruction of args) {
    for (const word of instruction.args) {
      const value = argValue(word, variables, buildArgs, token);
      if (value.error !== undefined) errors.push({ line: instruction.line, message: value.error });
      else if (value.text !== undefined) variables.set(cut(word, '=')[0], value.text);
    }
  }
  return { variables, errors };
}

/** The value of `NAME` or `NAME=default` in an ARG: the build arg as it is, else the expanded default. */
export function argValue(
  word: string,
  variables: { get(name: string): string | undefined },
  buildArgs: ReadonlyMap<string, string>,
  token: string,
): { text?: string; error?: string; expanded?: Expanded } {
  const [name, fallback] = cut(word, '=');
  const given = buildArgs.get(name);
  if (given !== undefined) return { text: given };
  if (fallback === undefined) return {};
  const expanded = expand(fallback, (key) => variables.get(key), { escape: token });
  return expanded.error === undefined
    ? { text: expanded.text, expanded }
    : { error: expanded.error, expanded };
}

const ARCHITECTURES: Record<string, string> = { x64: 'amd64', ia32: '386', arm: 'arm' };

/** `linux/amd64`: what a build is for when nothing else is said. */
function defaultPlatform(): string {
  return `linux/${ARCHITECTURES[process.arch] ?? process.arch}`;
}

function platformArgs({ platform, target }: BuildOptions, defaultTarget: string | undefined): Variables {
  const build = defaultPlatform();
  const values: Variables = new Map();
  for (const [prefix, full] of [
    ['BUILD', build],
    ['TARGET', platform ?? build],
  ] as const) {
    const [os = '', architecture = '', variant = ''] = full.split('/');
    values.set(`${prefix}PLATFORM`, full);
    values.set(`${prefix}OS`, os);
    values.set(`${prefix}OSVERSION`, '');
    values.set(`${prefix}ARCH`, architecture);
    values.set(`${prefix}VARIANT`, variant);
  }
  return values.set('TARGETSTAGE', target || defaultTarget || 'default');
}
