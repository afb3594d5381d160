/** What must not outlive the process: containers that are made and not yet removed. */
const leftovers = new Set<() => Promise<unknown>>();
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Milliseconds that the removal may take after a signal. */
const PATIENCE = 5_000;
let watching = false;

/**
 * Notes something to remove should a signal end the process first.
 *
 * @param remove must be safe to call twice
 * @returns call it when the thing has been removed in the normal way
 */
export function removeAtExit(remove: () => Promise<unknown>): () => void {
  leftovers.add(remove);
  watch();
  return () => {
    leftovers.delete(remove);
    if (leftovers.size === 0) unwatch();
  };
}

/** Removes all that is noted; never rejects, and gives up after `patience` milliseconds. */
export async function removeLeftovers(patience = PATIENCE): Promise<void> {
  const all = Promise.allSettled([...leftovers].map((remove) => remove()));
  let timer: NodeJS.Timeout | undefined;
  const giveUp = new Promise((resolve) => {
    timer = setTimeout(resolve, patience);
  });
  await Promise.race([all, giveUp]);
  clearTimeout(timer);
}

function watch(): void {
  if (watching) return;
  watching = true;
  for (const signal of SIGNALS) process.on(signal, onSignal);
}

function unwatch(): void {
  watching = false;
  for (const signal of SIGNALS) process.off(signal, onSignal);
}

/** Removes, then lets the signal do what it would have done without us. */
function onSignal(signal: NodeJS.Signals): void {
  const others = process.listenerCount(signal) > 1;
  unwatch();
  void removeLeftovers().then(() => {
    if (!others) process.kill(process.pid, signal);
  });
}
