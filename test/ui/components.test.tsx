import { render } from 'ink-testing-library';
import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../src/session/events.ts';
import { UiContext } from '../../src/ui/context.ts';
import { Pane } from '../../src/ui/pane.tsx';
import { theme } from '../../src/ui/theme.ts';

function pane(scroll: number, count = 10, height = 4) {
  const events: SessionEvent[] = [];
  const lines = Array.from({ length: count }, (_, index) => `line ${index + 1}`);
  const ui = {
    theme: theme({ color: false, ascii: true }),
    dispatch: (event: SessionEvent) => events.push(event),
    clock: String,
    link: (_lab: string, _file: string, text: string) => text,
    now: () => 0,
  };
  const { lastFrame, unmount } = render(
    <UiContext.Provider value={ui}>
      <Pane scrollKey="x" lines={lines} scroll={scroll} width={20} height={height} />
    </UiContext.Provider>,
  );
  const frame = lastFrame() ?? '';
  unmount();
  return { rows: frame.split('\n'), events };
}

describe('Pane', () => {
  it('shows a window of its lines and a bar that says where', () => {
    const squeezed = pane(0).rows.map((row) => row.replace(/ {2,}/, '  '));
    expect(squeezed).toEqual(['line 1  #', 'line 2  #', 'line 3  |', 'line 4  |']);
    expect(pane(6).rows[0]).toContain('line 7');
    expect(pane(6).rows.at(-1)).toMatch(/line 10 +#/);
  });

  it('never scrolls past the end', () => {
    expect(pane(100).rows.at(-1)).toContain('line 10');
    expect(pane(100).rows).toHaveLength(4);
  });

  it('tells the session how much there is', () => {
    expect(pane(0).events).toEqual([{ type: 'extent', key: 'x', extent: { lines: 10, height: 4 } }]);
  });

  it('needs no bar when all of it fits', () => {
    expect(pane(0, 3).rows.slice(0, 3)).toEqual(['line 1', 'line 2', 'line 3']);
  });
});
