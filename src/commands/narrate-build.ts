import type { BuildEvent, StepStatus } from '../engine/types.ts';
import { formatBytes, formatDuration } from '../text/units.ts';

/** Sending less than this is done before anybody wonders. Bytes. */
const LONG_SENDING = 50e6;
/** Lines on the way of a context that is sent. */
const PARTS = 20;

/**
 * Tells a build as lines, one for each step that ends, in the manner of `docker build --progress=plain`.
 *
 * @param out where the lines go: standard error, so that standard output stays the answer
 * @returns a listener for `judgeLab` and the `build` command
 */
export function buildNarrator(out: {
  write(text: string): unknown;
}): (image: string, event: BuildEvent) => void {
  const said = new Map<string, StepStatus>();
  const contexts = new Map<string, number>();
  const tellContext = (image: string, sent: number, total: number) => {
    const part = sent >= total ? PARTS : Math.floor((sent / total) * PARTS);
    const before = contexts.get(image) ?? 0;
    if (part <= before || (part < PARTS && total < LONG_SENDING)) return;
    contexts.set(image, part);
    out.write(
      part === PARTS
        ? `${image}: context sent, ${formatBytes(total)}\n`
        : `${image}: sending context, ${formatBytes(sent)} of ${formatBytes(total)}\n`,
    );
  };
  return (image, event) => {
    if (event.type === 'context') {
      tellContext(image, event.sent, event.total);
      return;
    }
    if (event.type === 'warning') {
      out.write(`${image}: warning ${event.warning.rule}: ${event.warning.message}\n`);
      return;
    }
    if (event.type !== 'step' || event.step.internal) return;
    const { id, status, name, ms } = event.step;
    if (status === 'waiting' || status === 'running' || said.get(`${image} ${id}`) === status) return;
    said.set(`${image} ${id}`, status);
    const time = status === 'done' && ms !== undefined ? formatDuration(ms) : status;
    out.write(`${image}: ${name}  ${time}\n`);
  };
}
