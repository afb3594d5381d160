import type { HistoryEntry } from './types.ts';

/** What a history entry says made it, in the words of a Dockerfile. */
export interface MadeBy {
  /** Upper case: `RUN`, `COPY` …; empty when the entry says nothing. */
  keyword: string;
  /** What follows the keyword, without the builder's own additions. */
  text: string;
}

const KEYWORDS =
  /^(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)\s+(.*)$/is;
/** `|2 A=1 B=2 `: the build arguments that a RUN had. They end where the shell or the command begins. */
const BUILD_ARGS = /^\|\d+ (?:\w+=\S* )*/;
const SHELL = /^(?:\/bin\/|\/usr\/bin\/)?(?:ba|a|da|z)?sh (?:-[a-z]+ (?:pipefail )?)*-[a-z]*c\s+/;

/**
 * Reads the text that a builder leaves in the history:
 * `RUN |1 A=b /bin/sh -c npm ci # buildkit`, `/bin/sh -c #(nop) COPY file:… in /app`, `/bin/sh -c npm ci`.
 */
export function madeBy(createdBy: string): MadeBy {
  const bare = createdBy.replace(/\s*# buildkit\s*$/, '').trim();
  const nop = /#\(nop\)\s+(.*)$/s.exec(bare)?.[1];
  const keyword = KEYWORDS.exec(nop ?? bare);
  if (!keyword) return bare === '' ? { keyword: '', text: '' } : { keyword: 'RUN', text: command(bare) };
  const [, word = '', rest = ''] = keyword;
  const upper = word.toUpperCase();
  return { keyword: upper, text: upper === 'RUN' ? command(rest) : rest.trim() };
}

/** One line for people: `RUN npm ci`. */
export function madeByLine(createdBy: string): string {
  const { keyword, text } = madeBy(createdBy);
  const source = /^(?:file|dir|multi):[0-9a-f]{6,} in (.*)$/s.exec(text)?.[1];
  return `${keyword} ${source ? `… ${source}` : text}`.replace(/\s+/g, ' ').trim() || '(not recorded)';
}

/** The history entries that made layers, oldest first: the n-th made the n-th layer. */
export function layerEntries(history: readonly HistoryEntry[]): HistoryEntry[] {
  return history.filter((entry) => !entry.empty);
}

function command(text: string): string {
  return text.replace(BUILD_ARGS, '').replace(SHELL, '').trim();
}
