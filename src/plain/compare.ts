import { OUR_LABEL } from '../engine/types.ts';
import type { ImageComparison } from '../image/compare.ts';
import type { LayerDifference } from '../image/compare-layers.ts';
import type { Examined } from '../image/examine.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import { formatBytes } from '../text/units.ts';
import { columnsOf, padEnd, padStart } from '../text/width.ts';
import { bar, fitted, headline } from './inspect.ts';
import { type Pen, paint } from './paint.ts';

const SIZE = 8;

/** Two images side by side: sizes as bars, layer by layer, the paths that differ most, and the configuration. */
export function compareView(
  before: Examined,
  after: Examined,
  differences: ImageComparison,
  pen: Pen,
): string[] {
  return fitted(
    [
      ...headline(before.facts, pen),
      ...headline(after.facts, pen),
      '',
      ...sizes(differences, pen),
      '',
      ...layers(differences, pen),
      '',
      ...paths(differences, pen),
      ...settings(before, after, pen),
    ],
    pen,
  );
}

function sizes({ before, after, percent }: ImageComparison, pen: Pen): string[] {
  const width = Math.max(10, pen.width - 34);
  const largest = Math.max(before, after, 1);
  const line = (name: string, size: number, tail: string) => {
    const filled = bar(size / largest, width);
    return `  ${name} ${paint(pen, 'cyan', filled)}${' '.repeat(width - columnsOf(filled))} ${padStart(formatBytes(size), SIZE)}${tail}`;
  };
  return [line('before', before, ''), line('after ', after, before === 0 ? '' : `   ${change(percent)}`)];
}

const MARKS: Record<LayerDifference['type'], string> = { same: '=', changed: '~', gone: '-', new: '+' };

function layers(differences: ImageComparison, pen: Pen): string[] {
  const size = (side: { size: number } | undefined) => padStart(side ? formatBytes(side.size) : '', SIZE);
  return [
    paint(
      pen,
      'dim',
      `    ${padStart('before', SIZE)}  ${padStart('after', SIZE)}  ${padStart('change', SIZE)}  what made the layer`,
    ),
    ...differences.layers.map((layer) => {
      const change = padStart(layer.delta === 0 ? '' : signed(layer.delta), SIZE);
      const line = `  ${MARKS[layer.type]} ${size(layer.before)}  ${size(layer.after)}  ${change}  ${sanitiseLine(layer.madeBy)}`;
      return layer.type === 'same' ? paint(pen, 'dim', line) : line;
    }),
  ];
}

function paths(differences: ImageComparison, pen: Pen): string[] {
  if (differences.paths.length === 0) return ['  no path differs in size', ''];
  const marks = { added: '+', removed: '-', changed: '~' };
  return [
    `${paint(pen, 'bold', 'paths that differ most')} of ${differences.changedPaths}`,
    ...differences.paths.map(
      (one) => `  ${marks[one.type]} ${padStart(signed(one.delta), SIZE + 1)}  ${one.path}`,
    ),
    '',
  ];
}

/** What differs of the configuration, one line each. */
function settings(before: Examined, after: Examined, pen: Pen): string[] {
  const old = flat(before);
  const now = flat(after);
  const lines = [...new Set([...old.keys(), ...now.keys()])].flatMap((key) => {
    const was = old.get(key) ?? '';
    const is = now.get(key) ?? '';
    return was === is ? [] : [`  ${padEnd(key, 22)} ${was || '(none)'} → ${is || '(none)'}`];
  });
  return lines.length === 0
    ? ['  same configuration']
    : [paint(pen, 'bold', 'configuration that differs'), ...lines];
}

function flat({ facts: { config }, layers: { efficiency } }: Examined): Map<string, string> {
  const entries: [string, string][] = [
    ['efficiency', efficiency.score.toFixed(2)],
    ['user', config.user || 'root'],
    ['workdir', config.workdir || '/'],
    ['entrypoint', config.entrypoint.join(' ')],
    ['cmd', config.cmd.join(' ')],
    ['ports', config.exposedPorts.join(' ')],
    ['health', config.healthcheck?.test.join(' ') ?? ''],
    ...Object.entries(config.env).map(([key, value]): [string, string] => [`env ${key}`, value]),
    ...Object.entries(config.labels)
      // what we note on images ourselves differs from build to build and tells nobody anything
      .filter(([key]) => !key.startsWith(OUR_LABEL))
      .map(([key, value]): [string, string] => [`label ${key}`, value]),
  ];
  return new Map(entries.map(([key, value]) => [sanitiseLine(key), sanitiseLine(value, 80)]));
}

function change(percent: number): string {
  const text = Math.abs(percent).toFixed(1);
  return `${text === '0.0' ? '' : percent > 0 ? '+' : '−'}${text} %`;
}

const signed = (bytes: number): string => (bytes > 0 ? `+${formatBytes(bytes)}` : formatBytes(bytes));
