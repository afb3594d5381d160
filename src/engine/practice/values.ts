import { parseDuration } from '../../dockerfile/duration.ts';
import { exposedPorts } from '../../dockerfile/ports.ts';
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
  if (!text || !field) return {};
  const duration = parseDuration(text);
  if ('error' in duration) throw new PredictedFailure('syntax', duration.error);
  return duration.ms === 0 ? {} : { [field]: duration.ms };
}

/** The container ports of an EXPOSE word, its variables filled in. */
export function readPorts(word: string): string[] {
  const read = exposedPorts(word);
  if ('error' in read) throw new PredictedFailure('other', read.error);
  return read.ports;
}
