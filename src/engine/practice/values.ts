import { parseDuration } from '../../dockerfile/duration.ts';
import type { Healthcheck } from '../../image/types.ts';
import { PredictedFailure } from './state.ts';

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
  const duration = parseDuration(text);
  if ('error' in duration) throw new PredictedFailure('syntax', duration.error);
  return duration.ms === 0 ? {} : { [field]: duration.ms };
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
    throw new PredictedFailure('other', `invalid containerPort: ${ports}`);
  }
  if (!['tcp', 'udp', 'sctp'].includes(proto))
    throw new PredictedFailure('other', `invalid proto: ${protocol}`);
  return Array.from(
    { length: Number(to) - Number(from) + 1 },
    (_, index) => `${Number(from) + index}/${proto}`,
  );
}
