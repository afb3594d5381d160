import type { ReactNode } from 'react';
import type { HistoryEntry, ImageFacts } from '../../image/types.ts';
import { labOf } from '../../session/select.ts';
import { formatBytes } from '../../text/units.ts';
import { cut, hanging, padEnd, padStart } from '../../text/width.ts';
import { words } from '../../text/words.ts';
import type { ViewProps } from '../app.tsx';
import { useUi } from '../context.ts';
import type { Theme } from '../theme.ts';
import { ScrollView } from './scroll-view.tsx';

/** The lab's images side by side, then the layers of the one that counts and what made them. */
export function ImageView(props: ViewProps): ReactNode {
  const { theme } = useUi();
  const { state } = props;
  const lab = labOf(state, state.at.lab);
  const images = state.images[lab.id];
  const lines = (width: number) => {
    if (!images) return [theme.dim(theme.glyphs(words.image.reading))];
    const [first] = images;
    if (!first) return hanging('', theme.dim(words.image.none), width);
    return [
      ...sizeLines(images, theme, width),
      '',
      ...configLines(first, theme, width),
      '',
      ...layerLines(first, theme, width),
    ];
  };
  return <ScrollView {...props} title={words.image.title(lab.number, lab.manifest.title)} lines={lines} />;
}

/** Sizes as bars on one scale, each against the largest. */
function sizeLines(images: ImageFacts[], theme: Theme, width: number): string[] {
  const largest = Math.max(1, ...images.map((image) => image.size));
  const names = Math.min(28, Math.max(...images.map((image) => image.ref.length)));
  const bar = Math.max(4, width - names - 22);
  return images.map((image) => {
    const change = Math.round((image.size / largest - 1) * 100);
    const share = change < 0 ? `${padStart(`−${-change} %`, 8)}` : '';
    const line = `${padEnd(image.ref, names, theme.ascii)}  ${theme.bar(image.size / largest, bar)} ${padStart(formatBytes(image.size), 8)} ${theme.glyphs(share)}`;
    return cut(line, width, theme.ascii);
  });
}

function configLines(image: ImageFacts, theme: Theme, width: number): string[] {
  const { config } = image;
  const row = (label: string, text: string) =>
    hanging(theme.dim(padEnd(label, 11)), theme.glyphs(text || words.image.unset), width);
  return [
    theme.strong(image.ref),
    ...row('user', config.user || `root (${words.image.unset})`),
    ...row('command', [...config.entrypoint, ...config.cmd].join(' ')),
    ...row('workdir', config.workdir),
    ...row('ports', config.exposedPorts.join(' ')),
    ...row('health', config.healthcheck?.test.join(' ') ?? ''),
    ...row('env', Object.keys(config.env).join(' ')),
  ];
}

function layerLines(image: ImageFacts, theme: Theme, width: number): string[] {
  const layers = image.history.filter((entry) => !entry.empty);
  const largest = Math.max(1, ...layers.map((entry) => entry.size));
  return [
    theme.strong(words.image.layers(layers.length)),
    ...layers.map((entry) =>
      cut(
        `${padStart(formatBytes(entry.size), 9)} ${theme.bar(entry.size / largest, 10)} ${theme.glyphs(madeBy(entry))}`,
        width,
        theme.ascii,
      ),
    ),
  ];
}

/** What made a layer, as its line of the Dockerfile reads. */
function madeBy({ createdBy }: HistoryEntry): string {
  return createdBy
    .replace(/^\/bin\/sh -c #\(nop\)\s*/, '')
    .replace(/^\/bin\/sh -c /, 'RUN ')
    .replace(/ # buildkit$/, '')
    .replace(/\s+/g, ' ');
}
