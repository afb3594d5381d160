/** What must not outlive the process: containers that are made and not yet removed. */
const leftovers = new Map<() => Promise<unknown>, object | undefined>();
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Milliseconds that the removal may take after a signal. */
const PATIENCE = 5_000;
let watching = false;

/**
 * Notes something to remove should a signal end the process first.
 *
 * @param remove must be safe to call twice
 * @param owner what it is made with, to be removed before that is closed
 * @returns call it when the thing has been removed in the normal way
 */
export function removeAtExit(remove: () => Promise<unknown>, owner?: object): () => void {
  leftovers.set(remove, owner);
  watch();
  return () => {
    leftovers.delete(remove);
    if (leftovers.size === 0) unwatch();
  };
}

/**
 * Removes all that is noted; never rejects, and gives up after `PATIENCE`.
 *
 * @param owner only what is noted with it
 */
export async function removeLeftovers(owner?: object): Promise<void> {
  const wanted = [...leftovers].filter(([, one]) => owner === undefined || one === owner);
  if (wanted.length === 0) return;
  const all = Promise.allSettled(wanted.map(([remove]) => remove()));
  let timer: NodeJS.Timeout | undefined;
  const giveUp = new Promise((resolve) => {
    timer = setTimeout(resolve, PATIENCE);
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
