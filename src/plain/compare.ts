import { OUR_LABEL } from '../engine/types.ts';
import { type ImageComparison, mainDifference, type PathDifference, pathsOf } from '../image/compare.ts';
import type { Examined } from '../image/examine.ts';
import type { ImageFacts } from '../image/types.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import { padEnd } from '../text/width.ts';
import { words } from '../text/words.ts';
import { fitted, headline } from './inspect.ts';
import { differenceHead, differenceRow, mainLine, pathRow, sizeBars } from './layer-rows.ts';
import { type Pen, paint } from './paint.ts';

/** Two images side by side: sizes as bars, layer by layer, the paths that differ most, and the configuration. */
export function compareView(
  before: Examined,
  after: Examined,
  differences: ImageComparison,
  pen: Pen,
): string[] {
  const inner = { ...pen, width: Math.max(20, pen.width - 2) };
  const main = mainDifference(differences);
  return fitted(
    [
      ...headline(before.facts, pen),
      ...headline(after.facts, pen),
      '',
      ...sizeBars(
        [
          { name: 'before', bytes: differences.before },
          { name: 'after', bytes: differences.after },
        ],
        inner,
      ).map((line) => `  ${line}`),
      '',
      ...(main ? [`${paint(pen, 'bold', 'most of it')} ${mainLine(main)}`, ''] : []),
      ...layers(differences, inner),
      '',
      ...paths(differences, pen),
      ...settingLines(before.facts, after.facts, pen),
    ],
    pen,
  );
}

function layers(differences: ImageComparison, pen: Pen): string[] {
  const known = differences.layers.some((one) => (one.before?.line ?? one.after?.line) !== undefined);
  return [
    differenceHead(pen, known),
    ...differences.layers.map((layer) => differenceRow(layer, pen, known)),
  ].map((line) => `  ${line}`);
}

function paths(differences: ImageComparison, pen: Pen): string[] {
  if (differences.paths.length === 0) return ['  no path differs in size', ''];
  const whose = (index: number) =>
    differences.layers.find((one) => pathsOf(one, [differences.paths[index] as PathDifference]).length > 0);
  return [
    `${paint(pen, 'bold', 'paths that differ most')} of ${differences.changedPaths}`,
    ...differences.paths.map((one, index) => {
      const side = one.type === 'removed' ? whose(index)?.before : whose(index)?.after;
      const line = side?.line === undefined ? '' : paint(pen, 'dim', `   ${words.line(side.line)}`);
      return `  ${pathRow(one, pen)}${line}`;
    }),
    '',
  ];
}

/** What differs of the configuration, one line each. */
export function settingLines(before: ImageFacts, after: ImageFacts, pen: Pen): string[] {
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

function flat({ config }: ImageFacts): Map<string, string> {
  const entries: [string, string][] = [
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
