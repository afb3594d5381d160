import type { ImageFacts } from '../../image/types.ts';
import type { BaseEntry, CatalogueData } from './catalogue.ts';

/** The label of the project's own stand-in bases. */
export const STANDIN_LABEL = 'dev.docker-labs.standin';

/**
 * A catalogue entry with what an engine says of its image today. A stand-in's size is never taken, nor is
 * the label that says it is one.
 *
 * @param today ISO date
 */
export function renewEntry(entry: BaseEntry, facts: ImageFacts, today: string): BaseEntry {
  const { user, env, entrypoint, cmd, workdir, exposedPorts, volumes, labels, stopSignal, onbuild } =
    facts.config;
  const standin = STANDIN_LABEL in labels;
  const { [STANDIN_LABEL]: _, ...ownLabels } = labels;
  const measured = standin ? {} : { size: facts.size, sizeSource: `measured on an engine, ${today}` };
  return {
    ...entry,
    ...measured,
    asOf: today,
    config: {
      user,
      env,
      entrypoint,
      cmd,
      workdir,
      exposedPorts,
      volumes,
      labels: ownLabels,
      ...(stopSignal === undefined ? {} : { stopSignal }),
      onbuild,
    },
  };
}

const WIDTH = 110;

/** The catalogue as its file holds it: JSON with whatever fits on one line kept there, so that diffs are short. */
export function formatCatalogue(data: CatalogueData): string {
  return `${format(data, 0)}\n`;
}

function format(value: unknown, indent: number): string {
  const line = inOneLine(value);
  if (line.length + indent <= WIDTH || typeof value !== 'object' || value === null) return line;
  const pad = ' '.repeat(indent + 2);
  const end = `\n${' '.repeat(indent)}`;
  if (!Array.isArray(value)) {
    const pairs = said(value);
    const lines = pairs.map(([key, one]) => `${pad}${JSON.stringify(key)}: ${format(one, indent + 2)}`);
    return `{\n${lines.join(',\n')}${end}}`;
  }
  const items = value.map((one: unknown) => format(one, indent + 2));
  const scalars = value.every((one) => typeof one !== 'object');
  return `[\n${(scalars ? fill(items, WIDTH - indent) : items).map((one) => pad + one).join(',\n')}${end}]`;
}

/** Short items, several to a line. */
function fill(items: string[], width: number): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + item.length + 4 <= width)
      lines[lines.length - 1] = `${last}, ${item}`;
    else lines.push(item);
  }
  return lines;
}

/** What is worth writing: not what the schema adds by itself. */
function said(value: object): [string, unknown][] {
  return Object.entries(value).filter(([key, one]) => {
    if (one === undefined) return false;
    if (['cycle', 'variant', 'tags', 'config'].includes(key)) return true;
    return typeof one === 'object' && one !== null ? Object.keys(one).length > 0 : one !== '';
  });
}

function inOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const pairs = said(value);
  return `{${pairs.map(([key, one]) => `${JSON.stringify(key)}: ${inOneLine(one)}`).join(', ')}}`;
}
