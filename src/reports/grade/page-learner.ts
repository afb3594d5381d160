import { plural } from '../../text/counted.ts';
import { formatBytes, formatDuration } from '../../text/units.ts';
import { type Html, html } from '../html/escape.ts';
import type { Rebuilt } from '../rebuild/types.ts';
import { percent } from './gradebook.ts';
import type { Graded, GradedLab, GradedStep } from './types.ts';

const STATUS = {
  pass: ['✓', 'holds', 'good'],
  practised: ['◐', 'practised', 'warn'],
  fail: ['✗', 'fails', 'bad'],
  open: ['·', 'open', 'soft'],
} as const;

/** A learner's own page: shown when its link is followed, hidden otherwise. */
export function learnerSection(one: Graded, index: number): Html {
  const name = one.learner.name || one.file;
  const facts: [string, string][] =
    one.integrity === 'unreadable'
      ? []
      : [
          ['Score', `${percent(one)} %`],
          ['Points', `${one.score} of ${one.maxScore}`],
          ['Attempts', String(one.attempts)],
          ['Exported', one.exportedAt.slice(0, 16).replace('T', ' ')],
          ['File is', one.integrity],
          ...(one.rebuilt ? [['Built again', rebuiltFact(one.rebuilt)] as [string, string]] : []),
        ];
  return html`<article class="learner" id="learner-${index}" aria-labelledby="learner-${index}-name"><header>
<a class="back" href="#overview">Back to the class</a>
<h1 id="learner-${index}-name" tabindex="-1">${name}</h1><p class="soft">${[one.learner.id, one.file].filter(Boolean).join(' · ')}</p>
<dl class="facts">${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl></header>
<main>${notes(one)}${differences(one)}${one.labs.map(labTable)}</main></article>`;
}

/** `agrees, 41 checks`. */
function rebuiltFact({ status, counts }: Rebuilt): string {
  const judged = counts.agrees + counts.differs;
  return `${status}, ${judged} of ${judged + counts.unknown + counts.notRun} checks`;
}

function notes({ reason, flags, rebuilt }: Graded): Html | undefined {
  const all = [reason, ...flags, rebuilt?.reason ?? ''].filter(Boolean);
  if (all.length === 0) return undefined;
  return html`<h2>Remarks</h2><ul class="plain">${all.map((text) => html`<li>${text}</li>`)}</ul>`;
}

function differences({ rebuilt }: Graded): Html | undefined {
  if (!rebuilt || rebuilt.differences.length === 0) return undefined;
  return html`<h2>Built again</h2><div class="scroll"><table><thead><tr><th scope="col">Check</th><th scope="col">Export says</th><th scope="col">Built again</th><th scope="col">Found</th></tr></thead>
<tbody>${rebuilt.differences.map((one) => html`<tr><th scope="row">${one.lab}/${one.step} ${one.check}</th><td>${one.claimed}</td><td class="bad">${one.rebuilt}</td><td>${one.actual}${one.earlierFiles ? ' (judged on earlier files then)' : ''}</td></tr>`)}</tbody></table></div>`;
}

function labTable(lab: GradedLab): Html {
  const sizes = lab.sizes.map(({ image, latest }) => `${image} ${formatBytes(latest)}`).join(' · ');
  return html`<h2>${lab.title} <span class="soft">${lab.score} of ${lab.maxScore} points</span></h2>
${sizes === '' ? undefined : html`<p class="soft">${sizes}</p>`}
<div class="scroll"><table><thead><tr><th scope="col">Step</th><th scope="col">Status</th><th scope="col" class="num">Tries</th><th scope="col" class="num">Time</th><th scope="col">Help</th></tr></thead><tbody>${lab.steps.map(stepRow)}</tbody></table></div>
${lab.files.map(({ path, text }) => html`<details><summary>${path}</summary><pre tabindex="0">${text}</pre></details>`)}`;
}

function stepRow(step: GradedStep): Html {
  const [mark, word, look] = STATUS[step.status];
  const hints = step.hintsSeen === 0 ? '' : plural(step.hintsSeen, 'hint');
  const help = [hints, step.solutionSeen ? 'solution' : ''].filter(Boolean).join(', ');
  const open =
    step.open.length === 0
      ? undefined
      : html`<ul class="open">${step.open.map((text) => html`<li>${text}</li>`)}</ul>`;
  return html`<tr><th scope="row">${step.title}${open}</th><td class="${look}"><span aria-hidden="true">${mark}</span> ${word}${step.late ? ', late' : ''}</td>
<td class="num">${step.tries || ''}</td><td class="num">${step.seconds > 0 ? formatDuration(step.seconds * 1000) : ''}</td><td>${help}</td></tr>`;
}
