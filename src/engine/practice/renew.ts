import type { ImageFacts } from '../../image/types.ts';
import type { BaseEntry } from './catalogue.ts';

/** The label of the project's own stand-in bases: their configuration is real, their size is not. */
const STANDIN_LABEL = 'dev.docker-labs.standin';

/**
 * A catalogue entry with what an engine says of its image today. A stand-in's size is never taken, nor are
 * the labels that say it is one.
 *
 * @param today ISO date
 */
export function renewEntry(entry: BaseEntry, facts: ImageFacts, today: string): BaseEntry {
  const { user, env, entrypoint, cmd, workdir, exposedPorts, volumes, labels, stopSignal, onbuild } =
    facts.config;
  const standin = STANDIN_LABEL in labels;
  const { [STANDIN_LABEL]: _, ...ownLabels } = labels;
  const measured = standin ? {} : { size: facts.size, sizeSource: `measured on an engine, ${today}` };
  return {
    ...entry,
    ...measured,
    asOf: today,
    config: {
      user,
      env,
      entrypoint,
      cmd,
      workdir,
      exposedPorts,
      volumes,
      labels: ownLabels,
      ...(stopSignal === undefined ? {} : { stopSignal }),
      onbuild,
    },
  };
}
