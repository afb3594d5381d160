import { setTimeout as sleep } from 'node:timers/promises';
import { Text } from 'ink';
import { render } from 'ink-testing-library';
import { describe, expect, it } from 'vitest';
import { Lines } from '../../src/ui/lines.tsx';
import { useFrame } from '../../src/ui/spinner.ts';

describe('lines', () => {
  it('keep their places, empty ones too', () => {
    const { lastFrame, rerender, unmount } = render(<Lines lines={['one', '', 'three']} />);
    expect(
      lastFrame()
        ?.split('\n')
        .map((line) => line.trim()),
    ).toEqual(['one', '', 'three']);
    rerender(<Lines lines={['one']} />);
    expect(lastFrame()).toBe('one');
    unmount();
  });

  it('never break onto another row', () => {
    const { lastFrame, unmount } = render(<Lines lines={['x'.repeat(300), 'next']} />);
    expect(lastFrame()?.split('\n')).toHaveLength(2);
    unmount();
  });
});

function Spinner({ active }: { active: boolean }) {
  return <Text>{useFrame(active)}</Text>;
}

describe('the spinner', () => {
  it('turns while something runs, and draws nothing when nothing does', async () => {
    const { frames, rerender, unmount } = render(<Spinner active={false} />);
    await sleep(400);
    expect(frames).toHaveLength(1);
    rerender(<Spinner active />);
    while (frames.length < 4) await sleep(20);
    expect(frames.at(-1)).not.toBe(frames.at(-2));
    unmount();
  });
});
