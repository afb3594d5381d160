import { formatBytes } from '../../text/units.ts';
import { type Html, html } from '../html/escape.ts';
import { page } from '../html/page.ts';
import { percent } from './gradebook.ts';
import { learnerSection } from './page-learner.ts';
import { stuckSection } from './page-stuck.ts';
import { REPORT_SCRIPT } from './script.ts';
import { classStatistics, median } from './statistics.ts';
import { REPORT_STYLE } from './style.ts';
import type { Graded, LookAlike } from './types.ts';

export interface ClassReport {
  title: string;
  graded: readonly Graded[];
  alike: readonly LookAlike[];
  /** When it was made, ISO 8601. */
  at: string;
}

/** A class as one HTML page that needs nothing else: overview, where it is stuck, sizes, and a page a learner. */
export function reportPage({ title, graded, alike, at }: ClassReport): string {
  const body = html`<a class="skip" href="#overview">Skip to the overview</a>
<div id="overview">
<header><h1 tabindex="-1">${title}</h1>
<p class="soft">Graded ${at.slice(0, 16).replace('T', ' ')} UTC</p>
${facts(graded)}
<nav class="labs" aria-label="Sections"><a href="#learners-title">Learners</a><a href="#stuck">Where the class is stuck</a><a href="#sizes">Image sizes</a><a href="#alike">Look-alikes</a></nav></header>
<main>
${learnersSection(graded)}
${stuckSection(classStatistics(graded))}
${sizesSection(graded)}
${alikeSection(alike, graded)}
</main></div>
${graded.map((one, index) => learnerSection(one, index))}
<footer>Made by docker-labs. A signature says that a file was not changed since it was exported, not who did the work: only building again does.</footer>`;
  return page({ title, style: REPORT_STYLE, body, script: REPORT_SCRIPT });
}

function facts(graded: readonly Graded[]): Html {
  const counted = graded.filter((one) => !one.superseded && one.integrity !== 'unreadable');
  const of = (integrity: Graded['integrity']) => graded.filter((one) => one.integrity === integrity).length;
  const differ = graded.filter((one) => one.rebuilt?.status === 'differs').length;
  const list: [string, string][] = [
    ['Learners', String(counted.length)],
    ['Median score', `${Math.round(median(counted.map(percent)))} %`],
    ['Intact', String(of('intact'))],
    ...(['altered', 'unsigned', 'unreadable'] as const).flatMap((kind): [string, string][] =>
      of(kind) > 0 ? [[kind[0]?.toUpperCase() + kind.slice(1), String(of(kind))]] : [],
    ),
    ...(graded.some((one) => one.rebuilt)
      ? [['Differ when built again', String(differ)] as [string, string]]
      : []),
  ];
  return html`<dl class="facts">${list.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function learnersSection(graded: readonly Graded[]): Html {
  const labs = [...new Map(graded.flatMap((one) => one.labs.map((lab) => [lab.id, lab.title] as const)))];
  const rebuilt = graded.some((one) => one.rebuilt);
  return html`<section aria-labelledby="learners-title"><h2 id="learners-title" tabindex="-1">Learners</h2>
<div class="tools"><div><label for="find">Find a learner</label><input id="find" type="search" autocomplete="off"></div>
<div><label for="only">Show</label><select id="only"><option value="">all</option><option>intact</option><option>altered</option><option>unsigned</option><option>unreadable</option><option value="flagged">with remarks</option>${rebuilt ? html`<option value="differs">differs when built again</option><option value="unknown">not built again</option>` : undefined}</select></div>
<span id="shown" class="soft" role="status"></span></div>
<div class="scroll" tabindex="0" role="region" aria-label="Table of learners"><table id="learners"><thead><tr>${sortable('Learner')}${sortable('Id')}${sortable('Score', true)}${labs.map(([id, title]) => sortable(id, true, title))}${sortable('File is')}${rebuilt ? sortable('Built again') : undefined}</tr></thead>
<tbody>${graded.map((one, index) =>
    learnerRow(
      one,
      index,
      labs.map(([id]) => id),
      rebuilt,
    ),
  )}</tbody></table></div></section>`;
}

function sortable(name: string, number = false, title?: string): Html {
  return html`<th scope="col"${attribute('class', number ? 'num' : undefined)}${attribute('title', title)}><button type="button">${name}</button></th>`;
}

function attribute(name: string, value: string | undefined): Html | undefined {
  return value === undefined ? undefined : html` ${name}="${value}"`;
}

function learnerRow(one: Graded, index: number, labs: readonly string[], rebuilt: boolean): Html {
  const name = one.learner.name || one.file;
  const is = [one.integrity, ...(one.flags.length > 0 ? ['flagged'] : []), one.rebuilt?.status ?? ''].join(
    ' ',
  );
  const cells = labs.map((id) => {
    const lab = one.labs.find((known) => known.id === id);
    return html`<td class="num" data-sort="${lab?.held ?? 0}">${lab ? `${lab.held}/${lab.steps.length}` : ''}</td>`;
  });
  const score = one.superseded || one.integrity === 'unreadable' ? undefined : percent(one);
  return html`<tr data-find="${`${name} ${one.learner.id} ${one.file}`}" data-is="${is}"${attribute('class', one.superseded ? 'old' : undefined)}>
<th scope="row"><a href="#learner-${index}">${name}</a></th><td>${one.learner.id}</td>
<td class="num" data-sort="${score ?? -1}">${score === undefined ? (one.superseded ? 'another counts' : '') : html`<span class="meter" aria-hidden="true"><i style="width:${score}%"></i></span><span class="percent">${score} %</span>`}</td>
${cells}<td class="${one.integrity === 'intact' ? 'soft' : 'bad'}">${one.integrity}</td>${rebuilt ? html`<td class="${one.rebuilt?.status === 'differs' ? 'bad' : 'soft'}">${one.rebuilt?.status}</td>` : undefined}</tr>`;
}

const STRIP = 600;

/** Every learner's image as a dot on one line per image; the bar is the median. The numbers stand beside it. */
function sizesSection(graded: readonly Graded[]): Html {
  const images = new Map<string, number[]>();
  for (const one of graded.filter((each) => !each.superseded)) {
    for (const lab of one.labs) {
      for (const { image, latest } of lab.sizes) {
        const key = `${lab.id} ${image}`;
        images.set(key, [...(images.get(key) ?? []), latest]);
      }
    }
  }
  const rows = [...images].map(([name, sizes]) => {
    const largest = Math.max(...sizes, 1);
    const x = (size: number) => 8 + ((STRIP - 16) * size) / largest;
    const [least, middle] = [Math.min(...sizes), median(sizes)];
    const text = `${name}: ${formatBytes(least)} to ${formatBytes(largest)}, median ${formatBytes(middle)}`;
    return html`<tr><th scope="row">${name}</th><td class="num">${formatBytes(least)}</td><td class="num">${formatBytes(middle)}</td><td class="num">${formatBytes(largest)}</td>
<td class="strip"><svg class="strip" viewBox="0 0 ${STRIP} 30" preserveAspectRatio="none" role="img" aria-label="${text}"><line x1="8" y1="15" x2="${STRIP - 8}" y2="15"/>${sizes.map((size) => html`<circle cx="${x(size).toFixed(1)}" cy="15" r="6"/>`)}<rect x="${(x(middle) - 1).toFixed(1)}" y="4" width="2" height="22"/></svg></td></tr>`;
  });
  return html`<section aria-labelledby="sizes"><h2 id="sizes" tabindex="-1">Image sizes</h2>
${rows.length === 0 ? html`<p class="soft">No image was measured yet.</p>` : html`<p class="soft">A dot a learner, from zero to the largest; the bar is the median.</p><div class="scroll"><table><thead><tr><th scope="col">Image</th><th scope="col" class="num">Least</th><th scope="col" class="num">Median</th><th scope="col" class="num">Most</th><th scope="col">All</th></tr></thead><tbody>${rows}</tbody></table></div>`}</section>`;
}

/** Names that stand in one line; of more the line says how many, and opens to all. */
const NAMED = 8;

function alikeSection(alike: readonly LookAlike[], graded: readonly Graded[]): Html {
  const indices = new Map(graded.map(({ file }, index) => [file, index]));
  const link = (file: string, place: number) => {
    const index = indices.get(file) ?? 0;
    return html`${place > 0 ? ', ' : ''}<a href="#learner-${index}">${graded[index]?.learner.name || file}</a>`;
  };
  const group = ({ files, reasons }: LookAlike) =>
    files.length <= NAMED
      ? html`<li>${files.map(link)}: ${reasons.join(', ')}</li>`
      : html`<li><details><summary>${files.length} learners: ${reasons.join(', ')}</summary>${files.map(link)}</details></li>`;
  return html`<section aria-labelledby="alike"><h2 id="alike" tabindex="-1">Look-alikes</h2>
<p class="soft">A hint, not a verdict: short Dockerfiles that are right resemble each other. In a group each resembles at least one other.</p>
${alike.length === 0 ? html`<p>None.</p>` : html`<ul class="plain">${alike.map(group)}</ul>`}</section>`;
}
