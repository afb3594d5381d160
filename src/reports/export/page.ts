import { type Html, html } from '../html/escape.ts';
import { page } from '../html/page.ts';
import { BASE_STYLE } from '../html/style.ts';
import type { Outline } from './outline.ts';

/** An export as one HTML page that needs nothing else, for people. */
export function exportPage({ title, facts, labs }: Outline): string {
  const body = html`<a class="skip" href="#labs">Skip to the labs</a>
<header><h1>${title}</h1>
<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></header>
<main id="labs">${labs.map(labSection)}</main>
<footer>Written by docker-labs. To be graded, hand in the JSON: this page carries no signature.</footer>`;
  return page({ title, style: BASE_STYLE, body });
}

function labSection({ title, steps, sizes, files }: Outline['labs'][number]): Html {
  return html`<section><h2>${title}</h2>
<div class="scroll"><table><thead><tr><th scope="col">Step</th><th scope="col">Status</th><th scope="col" class="num">Tries</th><th scope="col" class="num">Time</th><th scope="col">Help</th></tr></thead>
<tbody>${steps.map(
    (step) => html`<tr><th scope="row">${step.title}${list(step.open)}</th><td>${step.status}</td>
<td class="num">${step.tries}</td><td class="num">${step.time}</td><td>${step.help}</td></tr>`,
  )}</tbody></table></div>
${list(sizes)}${files.map(
  ({ path, text }) => html`<details><summary>${path}</summary><pre tabindex="0">${text}</pre></details>`,
)}</section>`;
}

function list(items: readonly string[]): Html | undefined {
  return items.length === 0
    ? undefined
    : html`<ul class="soft">${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}
