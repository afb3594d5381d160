import type { Outline } from './outline.ts';

/** An export as Markdown (GitHub's, with tables), for people. */
export function exportMarkdown({ title, facts, labs }: Outline): string {
  const lines = [
    `# ${plain(title)}`,
    '',
    ...facts.map(([name, value]) => `- ${name}: ${plain(value)}`),
    ...labs.flatMap((lab) => [
      '',
      `## ${plain(lab.title)}`,
      '',
      '| Step | Status | Tries | Time | Help |',
      '|---|---|---|---|---|',
      ...lab.steps.map(
        (step) => `| ${[step.title, step.status, step.tries, step.time, step.help].map(plain).join(' | ')} |`,
      ),
      ...bulleted(lab.steps.flatMap((step) => step.open.map((one) => `${step.title}: ${one}`))),
      ...bulleted(lab.sizes),
      ...lab.files.flatMap(({ path, text }) => ['', `### ${plain(path)}`, '', ...fenced(text)]),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function bulleted(items: string[]): string[] {
  return items.length === 0 ? [] : ['', ...items.map((item) => `- ${plain(item)}`)];
}

/** Text that stays text: nothing in it is markup, a table's border or HTML. */
function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~&]/g, (char) => `\\${char}`);
}

/** A code block whose fence is longer than any that the text holds. */
function fenced(text: string): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [fence, text.replace(/\n$/, ''), fence];
}
