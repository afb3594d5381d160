import { sanitiseLine } from '../../text/sanitise.ts';
import { NOTES } from './docker-wrapper.ts';
import type { EndedCall, PipelineRun } from './types.ts';

/** What the commands of a run noted: how each call ended, and which images scans looked at. */
export function readNotes(notes: readonly string[][]): Pick<PipelineRun, 'calls' | 'scanned'> {
  const calls: EndedCall[] = [];
  const scanned: PipelineRun['scanned'] = [];
  for (const [kind, ...words] of notes) {
    if (kind === NOTES.lookedAt) {
      const [ref = '', id = ''] = words;
      scanned.push({ ref: sanitiseLine(ref), id: sanitiseLine(id) });
    }
    if (kind !== NOTES.ended) continue;
    const [by, exitCode, started, ended, ...command] = words;
    calls.push({
      words: command,
      by: by === 'play' || by === 'refused' ? by : 'client',
      exitCode: Number(exitCode),
      ms: Math.max(0, Number(ended) - Number(started)),
    });
  }
  return { calls, scanned };
}

/** The image names among the words of the calls that begin with a prefix: what a run may have left in the engine. */
export function namesIn(calls: readonly EndedCall[], prefix: string): string[] {
  const names = calls.flatMap(({ words }) =>
    words.flatMap((word) => {
      const at = word.indexOf(prefix);
      return at < 0 ? [] : [/^[\w./:@-]+/.exec(word.slice(at))?.[0] ?? ''];
    }),
  );
  return [...new Set(names)].filter((name) => name !== '');
}
