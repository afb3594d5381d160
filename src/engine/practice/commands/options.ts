/** A command line in getopt's way: options (with the values of those that take one) and operands. */
export interface Options {
  has(...names: string[]): boolean;
  value(...names: string[]): string | undefined;
  operands: string[];
  /** Options that are not in `takes` nor `flags`; empty when `flags` is not given. */
  strange: string[];
}

/**
 * @param takes options that take a value, without dashes (`g`, `gid`)
 * @param flags options that take none; leave out to accept any
 */
export function readOptions(
  args: readonly string[],
  takes: readonly string[],
  flags?: readonly string[],
): Options {
  const seen = new Map<string, string>();
  const operands: string[] = [];
  const strange: string[] = [];
  const known = (name: string) => takes.includes(name) || !flags || flags.includes(name);
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '--') {
      operands.push(...args.slice(at + 1));
      break;
    }
    if (arg.startsWith('--')) {
      const [name = '', value] = arg.slice(2).split(/=(.*)/s, 2);
      if (!known(name)) strange.push(arg);
      seen.set(name, value ?? (takes.includes(name) ? (args[++at] ?? '') : ''));
    } else if (arg.startsWith('-') && arg.length > 1) {
      for (let index = 1; index < arg.length; index++) {
        const name = arg[index] ?? '';
        if (!known(name)) strange.push(`-${name}`);
        if (takes.includes(name)) {
          seen.set(name, arg.slice(index + 1) || (args[++at] ?? ''));
          break;
        }
        seen.set(name, '');
      }
    } else operands.push(arg);
  }
  return {
    has: (...names) => names.some((name) => seen.has(name)),
    value: (...names) => names.map((name) => seen.get(name)).find((value) => value !== undefined),
    operands,
    strange,
  };
}
