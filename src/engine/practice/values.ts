import type { Healthcheck } from '../../image/types.ts';
import { PredictedFailure } from './state.ts';

const UNITS: Record<string, number> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const FIELDS: Record<string, 'interval' | 'timeout' | 'startPeriod' | 'startInterval'> = {
  interval: 'interval',
  timeout: 'timeout',
  'start-period': 'startPeriod',
  'start-interval': 'startInterval',
};

/**
 * A HEALTHCHECK duration in Go's notation (`1m30s`) as the image's field, milliseconds. Absent and zero mean
 * the engine's default.
 */
export function readDuration(flag: string, text: string | undefined): Partial<Healthcheck> {
  const field = FIELDS[flag];
  if (text === undefined || !field) return {};
  const parts = [...text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/g)];
  if (text !== '0' && (parts.length === 0 || parts.map((part) => part[0]).join('') !== text)) {
    throw new PredictedFailure('syntax', `time: invalid duration "${text}"`);
  }
  const ms = parts.reduce((sum, part) => sum + Number(part[1]) * (UNITS[part[2] ?? ''] ?? 0), 0);
  if (ms > 0 && ms < 1) {
    throw new PredictedFailure('syntax', `Interval "${flag}" cannot be less than 1ms`);
  }
  return ms === 0 ? {} : { [field]: ms };
}

/** `3000`, `53/udp`, `3000-3002`, `127.0.0.1:80:8080/tcp` -> the container ports, as `nat.ParsePortSpecs`. */
export function readPorts(spec: string): string[] {
  const [address = '', protocol = 'tcp'] = spec.split('/', 2);
  const proto = protocol.toLowerCase() || 'tcp';
  const ports = address.slice(address.lastIndexOf(':') + 1);
  const [from = '', to = from] = ports.split('-', 2);
  const range = [Number(from), Number(to)];
  const bad = !/^\d+$/.test(from) || !/^\d+$/.test(to) || range.some((port) => port > 65_535);
  if (bad || Number(to) < Number(from)) {
    throw new PredictedFailure('syntax', `invalid containerPort: ${ports}`);
  }
  if (!['tcp', 'udp', 'sctp'].includes(proto)) throw new PredictedFailure('syntax', `invalid proto: ${protocol}`);
  return Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => `${Number(from) + index}/${proto}`);
}
