import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Interrupted } from '../../src/errors.ts';
import { inTime } from '../../src/reports/rebuild/in-time.ts';

const never = () => new Promise<never>(() => {});

describe('a round of a submission', () => {
  it('is waited for, and leaves nothing at the signal that the next one shares', async () => {
    const { signal } = new AbortController();
    expect(await inTime(Promise.resolve('done'), signal)).toBe('done');
    await expect(inTime(Promise.reject(new Error('broken')), signal)).rejects.toThrow('broken');
    // More than ten, and Node warns the reader of a leak.
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('may still end when the signal comes, and is given up when it does not', async () => {
    const stop = new AbortController();
    const slow = new Promise((resolve) => stop.signal.addEventListener('abort', () => resolve('ended')));
    const [ended, given] = [inTime(slow, stop.signal, 1), inTime(never(), stop.signal, 1)];
    stop.abort();
    expect(await ended).toBe('ended');
    await expect(given).rejects.toThrow(Interrupted);
    await expect(inTime(never(), stop.signal, 1), 'begun too late').rejects.toThrow(Interrupted);
  });
});
