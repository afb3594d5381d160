import { stageOf } from '../dockerfile/find-stage.ts';
import type { Dockerfile } from '../dockerfile/types.ts';
import { stagesNeededBy } from './view.ts';

/** As much of a Dockerfile as it takes to see the watched steps of one stage. */
export interface WatchedPart {
  /** Its last line, 1-based. Stages use earlier ones only, so the part is a Dockerfile of its own. */
  upTo: number;
  /** First lines of the watched RUN steps in it. */
  lines: ReadonlySet<number>;
}

/**
 * The parts of a Dockerfile that have to be built to see certain RUN steps: one for each stage that has some,
 * of those that the target needs.
 *
 * @param watch texts that a watched RUN contains, runs of blanks counted as one
 */
export function watchedParts(
  dockerfile: Dockerfile,
  target: string | undefined,
  watch: string[],
): WatchedPart[] {
  const built = stageOf(dockerfile, target);
  const wanted = watch.map(oneLine);
  return (built ? stagesNeededBy(dockerfile, built) : []).flatMap(({ instructions }) => {
    const watched = instructions.filter(({ keyword, text, heredocs }) => {
      const said = oneLine([text, ...heredocs.map((doc) => doc.content)].join(' '));
      return keyword === 'RUN' && wanted.some((one) => said.includes(one));
    });
    const last = watched.at(-1);
    return last ? [{ upTo: last.endLine, lines: new Set(watched.map(({ line }) => line)) }] : [];
  });
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');
