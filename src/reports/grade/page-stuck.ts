import { formatDuration } from '../../text/units.ts';
import { type Html, html } from '../html/escape.ts';
import type { StepStatistics } from './statistics.ts';

/** Where the class is stuck: steps by tries, time and hints, the warmer the more. The numbers are always there. */
export function stuckSection(steps: readonly StepStatistics[]): Html {
  const most = {
    tries: Math.max(2, ...steps.map((step) => step.tries)),
    seconds: Math.max(1, ...steps.map((step) => step.seconds)),
    hints: Math.max(1, ...steps.map((step) => step.hints)),
  };
  const row = (
    step: StepStatistics,
  ) => html`<tr><th scope="row">${step.title} <span class="soft">${step.step}</span></th>
${heat(step.held / Math.max(1, step.learners), `${step.held} of ${step.learners}`, ' hold')}
${heat((step.tries - 1) / (most.tries - 1), step.tries === 0 ? '' : String(step.tries))}
${heat(step.seconds / most.seconds, step.seconds === 0 ? '' : formatDuration(step.seconds * 1000))}
${heat(step.hints / most.hints, step.hints === 0 ? '' : String(step.hints))}</tr>`;
  const rows = steps.flatMap((step, index) => [
    ...(steps[index - 1]?.lab === step.lab
      ? []
      : [html`<tr class="lab"><th scope="rowgroup" colspan="5">${step.lab}</th></tr>`]),
    row(step),
  ]);
  return html`<section aria-labelledby="stuck"><h2 id="stuck" tabindex="-1">Where the class is stuck</h2>
<p class="soft">Medians of those who tried a step: the warmer a cell, the more it took.</p>
<div class="scroll"><table class="stuck"><thead><tr><th scope="col">Step</th><th scope="col" class="num">Holds for</th><th scope="col" class="num">Tries</th><th scope="col" class="num">Time</th><th scope="col" class="num">Hints</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

/** @param part 0 to 1 of the warmest */
function heat(part: number, text: string, kind = ''): Html {
  const warmth = Math.min(1, Math.max(0, Number.isFinite(part) ? part : 0));
  return html`<td class="num heat${kind === '' ? '' : ' hold'}" style="--h:${warmth.toFixed(2)}">${text}</td>`;
}
