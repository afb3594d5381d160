import { quote } from './go-text.ts';

const UNITS: Record<string, number> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/**
 * A duration in Go's notation (`1m30s`, `0`, `-1.5h`), in milliseconds; or Go's own words about what is wrong
 * with it. https://pkg.go.dev/time#ParseDuration
 */
export function parseDuration(text: string): { ms: number } | { error: string } {
  const invalid = { error: `time: invalid duration ${quote(text)}` };
  let rest = text.replace(/^[-+]/, '');
  if (rest === '0') return { ms: 0 };
  if (rest === '') return invalid;
  let ms = 0;
  while (rest !== '') {
    const number = /^(?:\d+\.?\d*|\.\d+)/.exec(rest)?.[0];
    if (number === undefined) return invalid;
    rest = rest.slice(number.length);
    const unit = /^[^.\d]+/.exec(rest)?.[0];
    if (unit === undefined) return { error: `time: missing unit in duration ${quote(text)}` };
    const scale = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
    if (scale === undefined) return { error: `time: unknown unit ${quote(unit)} in duration ${quote(text)}` };
    ms += Number(number) * scale;
    // Go counts nanoseconds in 64 bits.
    if (ms > 9_223_372_036_854) return invalid;
    rest = rest.slice(unit.length);
  }
  return { ms: text.startsWith('-') ? -ms : ms };
}
