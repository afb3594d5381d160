import { Interrupted } from '../../errors.ts';

/** What a stopped lab gets to remove its containers and images. Milliseconds. */
const GRACE = 20_000;

/**
 * A round that does not heed its signal must not hold the others up: it is given up a while after the signal.
 *
 * @param signal may serve any number of rounds, one after the other
 * @param grace milliseconds from the signal on
 * @throws Interrupted when it is given up
 */
export async function inTime<T>(round: Promise<T>, signal: AbortSignal, grace = GRACE): Promise<T> {
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const begin = () => {
      timer = setTimeout(() => reject(new Interrupted()), grace);
    };
    if (signal.aborted) begin();
    else signal.addEventListener('abort', begin, { once: true, signal: over.signal });
  });
  round.catch(() => undefined);
  try {
    return await Promise.race([round, late]);
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}
