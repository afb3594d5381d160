import type { Examined } from '../image/examine.ts';
import type { LayerLine } from '../image/layer-lines.ts';
import { nodesOf, stackLayers } from '../image/tree.ts';
import type { ImageFacts, Layer } from '../image/types.ts';
import { toAscii } from '../text/ascii.ts';
import { plural } from '../text/counted.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import { formatBytes, formatDuration } from '../text/units.ts';
import { cut, padStart } from '../text/width.ts';
import { layerHead, layerRow, SIZE } from './layer-rows.ts';
import { type Pen, paint } from './paint.ts';

const TOP = 5;

type Lines = readonly (LayerLine | undefined)[];

/**
 * An image for people: its layers as bars with what made them, what is wasted, its biggest files, its config.
 *
 * @param lines the Dockerfile's line for each layer, where they are known
 */
export function inspectView(image: Examined, pen: Pen, lines: Lines = []): string[] {
  const { layers } = image.layers;
  const table = layerTable(layers, lines, pen);
  return fitted([...headline(image.facts, pen), '', ...table, '', ...summaryLines(image, pen)], pen);
}

/** The image's name, and its measures below it. */
export function headline(facts: ImageFacts, pen: Pen): string[] {
  const { config } = facts;
  const measures = [
    formatBytes(facts.size),
    plural(facts.layerDigests.length, 'layer'),
    [config.os, config.architecture].filter(Boolean).join('/'),
    config.user ? `user ${sanitiseLine(config.user)}` : 'user root',
    facts.id.slice(7, 19),
  ];
  return [paint(pen, 'bold', sanitiseLine(facts.ref)), `  ${measures.filter(Boolean).join('   ')}`];
}

/** Lines within the pen's width, and in its characters. */
export function fitted(lines: string[], pen: Pen): string[] {
  return lines.map((line) => cut(pen.ascii ? toAscii(line) : line, pen.width, pen.ascii).trimEnd());
}

function layerTable(layers: Layer[], lines: Lines, pen: Pen): string[] {
  const largest = Math.max(1, ...layers.map((layer) => layer.size));
  const known = lines.some((line) => line !== undefined);
  return [
    `  ${layerHead(inner(pen), known)}`,
    ...layers.map((layer) => `  ${layerRow(layer, lines[layer.index], largest, inner(pen), known)}`),
  ];
}

const inner = (pen: Pen): Pen => ({ ...pen, width: Math.max(20, pen.width - 2) });

/** What there is to say of an image besides its layers: waste, the biggest files, secrets, configuration. */
export function summaryLines(image: Examined, pen: Pen): string[] {
  return [
    ...waste(image, pen),
    ...biggest(image.layers.layers, pen),
    ...secrets(image, pen),
    ...configurationLines(image.facts, pen),
  ];
}

function waste(image: Examined, pen: Pen): string[] {
  const { score, wastedBytes, wastedFiles, buried } = image.layers.efficiency;
  const names = (indexes: number[]) => `layers ${indexes.map((index) => index + 1).join(', ')}`;
  const lines = [
    `${paint(pen, 'bold', 'wasted')} ${formatBytes(wastedBytes)}   efficiency ${score.toFixed(2)}`,
    ...wastedFiles.slice(0, TOP).map((file) => row(file.bytes, file.path, names(file.layers))),
    ...more(wastedFiles.length),
    '',
  ];
  if (!buried || buried.bytes === 0) return lines;
  return [
    ...lines,
    `${paint(pen, 'bold', 'buried')} ${formatBytes(buried.bytes)} in the layers that no container sees`,
    ...buried.files.slice(0, TOP).map((file) => row(file.bytes, file.path, `layer ${file.layer + 1}`)),
    ...more(buried.files.length),
    '',
  ];
}

function biggest(layers: Layer[], pen: Pen): string[] {
  const nodes = [...nodesOf(stackLayers(layers).tree.root)];
  const files = nodes.flatMap((node) =>
    node.entry && node.entry.size > 0 ? [{ ...node, size: node.entry.size }] : [],
  );
  if (files.length === 0) return [];
  return [
    `${paint(pen, 'bold', 'biggest files')} of ${files.length}`,
    ...files
      .sort((a, b) => b.size - a.size)
      .slice(0, TOP)
      .map((file) => row(file.size, file.path, `layer ${file.layer + 1}`)),
    '',
  ];
}

function secrets(image: Examined, pen: Pen): string[] {
  if (image.secrets.length === 0) return [];
  return [
    paint(pen, 'bold', 'looks like a secret'),
    ...image.secrets.slice(0, TOP).map((secret) => {
      const where = `layer ${secret.layer + 1}${secret.deleted ? ', removed later and still there' : ''}`;
      return `  ${paint(pen, 'red', '!')} ${secret.path}   ${secret.kind} ${secret.sample}   ${where}`;
    }),
    ...more(image.secrets.length),
    '',
  ];
}

/** The configuration, a line for each thing that is set. */
export function configurationLines({ config }: ImageFacts, pen: Pen): string[] {
  const { healthcheck } = config;
  const every = healthcheck?.interval === undefined ? '' : ` every ${formatDuration(healthcheck.interval)}`;
  const rows: [string, string][] = [
    ['user', config.user || 'root'],
    ['workdir', config.workdir || '/'],
    ['entrypoint', argv(config.entrypoint)],
    ['cmd', argv(config.cmd)],
    ['ports', config.exposedPorts.join(' ')],
    ['volumes', config.volumes.join(' ')],
    ['health', healthcheck ? `${healthcheck.test.join(' ')}${every}` : 'none'],
    ['stop signal', config.stopSignal ?? ''],
    ...Object.entries(config.env).map(([key, value]): [string, string] => ['env', `${key}=${value}`]),
    ...Object.entries(config.labels).map(([key, value]): [string, string] => ['label', `${key}=${value}`]),
  ];
  return [
    paint(pen, 'bold', 'config'),
    ...rows
      .filter(([, value]) => value !== '')
      .map(([name, value]) => `  ${name.padEnd(11)} ${sanitiseLine(value)}`),
  ];
}

const argv = (words: string[]): string => (words.length > 0 ? JSON.stringify(words) : '');
const row = (bytes: number, path: string, where: string): string =>
  `  ${padStart(formatBytes(bytes), SIZE)}  ${path}   ${where}`;
const more = (count: number): string[] =>
  count > TOP ? [`  ${' '.repeat(SIZE)}  and ${count - TOP} more`] : [];
