import { Box } from 'ink';
import type { ReactNode } from 'react';
import { chosenRow, comparedWith, labImages, others, shownImage } from '../../session/image-select.ts';
import { IMAGE_TABS, type LabImage } from '../../session/image-state.ts';
import { scrollKey } from '../../session/select.ts';
import type { SessionState } from '../../session/state.ts';
import { formatBytes } from '../../text/units.ts';
import { columnsOf, cut, wrap } from '../../text/width.ts';
import { words } from '../../text/words.ts';
import type { ViewProps } from '../app.tsx';
import { useUi } from '../context.ts';
import { filesTab } from '../file-lines.ts';
import { Frame } from '../frame.tsx';
import { engineWords } from '../frame-lines.ts';
import { againstTab, imageBars, layersTab, otherName, readingLines, summaryTab } from '../image-lines.ts';
import { Lines } from '../lines.tsx';
import { Pane, textWidth } from '../pane.tsx';
import { Picker, rowWidth } from '../picker.tsx';
import type { Theme } from '../theme.ts';
import { ListDetail } from './list-detail.tsx';

/** A table that is wider tears a layer from its line. */
const MEASURE = 132;

/** An image: its layers and what made them, its files, a summary, and what changed against another one. */
export function ImageView({ state, columns, rows }: ViewProps): ReactNode {
  const { theme } = useUi();
  const image = shownImage(state);
  const title = image ? imageTitle(image, theme) : theme.strong(words.screens.image);
  return (
    <Frame state={state} columns={columns} rows={rows} title={title} aside={aside(state, image, theme)}>
      {(width, height) => {
        const inner = width - 1;
        if (!image) {
          const known = state.images[state.at.lab] !== undefined;
          const said = theme.glyphs(known ? words.image.none : words.image.looking);
          return (
            <Box paddingLeft={1} flexDirection="column">
              <Lines lines={wrap(said, inner - 1).map(theme.dim)} />
            </Box>
          );
        }
        const gap = height >= 14 ? [''] : [];
        return (
          <Box flexDirection="column" paddingLeft={1}>
            <Lines lines={[cut(tabs(state, theme), inner - 1, theme.ascii), ...gap]} />
            <Tab state={state} image={image} width={inner} height={height - 1 - gap.length} />
          </Box>
        );
      }}
    </Frame>
  );
}

function imageTitle({ facts, lines }: LabImage, theme: Theme): string {
  const parts = [
    formatBytes(facts.size),
    words.image.count(lines.length),
    words.image.user(facts.config.user),
  ];
  return `${theme.strong(theme.glyphs(facts.ref))}  ${theme.glyphs(parts.join(' · '))}`;
}

function aside(state: SessionState, image: LabImage | undefined, theme: Theme): string {
  const images = labImages(state);
  if (!image || images.length < 2) return engineWords(state, theme);
  return theme.dim(words.image.oneOf(images.indexOf(image) + 1, images.length));
}

/** The tabs, the open one pointed at. */
function tabs(state: SessionState, theme: Theme): string {
  const other = comparedWith(state);
  return IMAGE_TABS.filter((tab) => tab !== 'against' || others(state).length > 0)
    .map((tab) => {
      const name = `${words.image.tab[tab]}${tab === 'against' && other ? ` ${otherName(other)}` : ''}`;
      const text = theme.glyphs(name);
      return tab === state.imageView.tab ? `${theme.pointer} ${theme.strong(text)}` : `  ${theme.dim(text)}`;
    })
    .join('   ');
}

interface TabProps {
  state: SessionState;
  image: LabImage;
  width: number;
  height: number;
}

function Tab({ state, image, width, height }: TabProps): ReactNode {
  const { theme } = useUi();
  const key = scrollKey(state);
  const { tab } = state.imageView;
  const list = { scrollKey: key, chosen: chosenRow(state), width, height };
  if (tab === 'summary') {
    const lines = summaryTab(state, theme, Math.min(MEASURE, textWidth(width)));
    return (
      <Pane scrollKey={key} lines={lines} scroll={state.scroll[key] ?? 0} width={width} height={height} />
    );
  }
  if (tab === 'files') {
    const { head, rows } = filesTab(state, theme, Math.min(MEASURE, rowWidth(width)));
    const waiting = readingLines(state, image, theme, rowWidth(width));
    if (rows.length === 0)
      return <Lines lines={waiting.length > 0 ? waiting : [...head, theme.dim(words.image.noFiles)]} />;
    return (
      <Box flexDirection="column">
        <Lines lines={head.map((line) => `  ${line}`)} />
        <Picker {...list} rows={rows} height={height - head.length} />
      </Box>
    );
  }
  const bars = tab === 'layers' && height >= 17 ? imageBars(state, theme, Math.min(MEASURE, width - 3)) : [];
  return (
    <Box flexDirection="column">
      <Lines lines={bars.map((line) => (columnsOf(line) > 0 ? `  ${line}` : ''))} />
      <ListDetail
        {...list}
        height={height - bars.length}
        make={(widths) =>
          tab === 'layers' ? layersTab(state, image, theme, widths) : againstTab(state, theme, widths)
        }
      />
    </Box>
  );
}
