import type { BuildEvent, StepStatus } from '../engine/types.ts';
import { formatBytes, formatDuration } from '../text/units.ts';

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
  let contextSaid = false;
  return (image, event) => {
    if (event.type === 'context') {
      if (contextSaid || event.sent < event.total) return;
      contextSaid = true;
      out.write(`${image}: context sent, ${formatBytes(event.total)}\n`);
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
