import { describe, expect, it } from 'vitest';
import type { Effect } from '../../src/session/effects.ts';
import type { Intent, SessionEvent } from '../../src/session/events.ts';
import { initialState } from '../../src/session/initial.ts';
import { nextAction } from '../../src/session/next-action.ts';
import { reduce } from '../../src/session/reduce.ts';
import { scanInView } from '../../src/session/scanning.ts';
import type { SessionState } from '../../src/session/state.ts';
import { SCAN_RESULT } from '../helpers/scan-result.ts';
import { DOCKER, emptyProgress, NOW, realCourse, report } from '../helpers/session.ts';

const course = await realCourse();
const ABOUT = { lab: 'scan', tag: 'app:scan' };

class Play {
  effects: Effect[] = [];
  constructor(
    public state: SessionState = initialState({
      course,
      progress: emptyProgress(course),
      engine: { kind: 'real', info: DOCKER },
      place: { lab: 'scan', step: 'report' },
      now: NOW,
    }),
  ) {}
  on(...events: SessionEvent[]): this {
    for (const event of events) {
      const turn = reduce(this.state, { ...event, at: NOW });
      this.state = turn.state;
      this.effects.push(...turn.effects);
    }
    return this;
  }
  do(...intents: Intent[]): this {
    return this.on(...intents.map((intent): SessionEvent => ({ type: 'intent', intent })));
  }
  /** The scans that were asked for since the last call. */
  scans(): string[] {
    const found = this.effects.flatMap((one) => (one.type === 'scan' ? [one.tag] : []));
    this.effects = [];
    return found;
  }
}

describe('the key for a scan', () => {
  it('scans the step’s image, and shows what it is at', () => {
    const play = new Play().do('scan');
    expect(play.state.screen).toBe('scan');
    expect(play.scans()).toEqual(['app:scan']);
    play.on({ type: 'scan-progress', ...ABOUT, text: 'trivy: Downloading vulnerability DB...' });
    expect(scanInView(play.state).scan).toMatchObject({
      phase: 'running',
      at: expect.stringContaining('Downloading'),
    });
    expect(nextAction(play.state).text).toContain('ctrl-c stops it');
  });

  it('shows what was found, and the line that brings the worst', () => {
    const play = new Play().do('scan').on({ type: 'scanned', ...ABOUT, result: SCAN_RESULT });
    expect(nextAction(play.state)).toEqual({
      text: expect.stringContaining('Dockerfile.scan, line 7'),
      intent: 'edit',
    });
    expect(play.do('edit').effects.at(-1)).toMatchObject({
      type: 'open-editor',
      file: 'Dockerfile.scan',
      line: 7,
    });
  });

  it('scans once: again only on its own screen, or when the image is another one', () => {
    const play = new Play().do('scan').on({ type: 'scanned', ...ABOUT, result: SCAN_RESULT });
    play.scans();
    expect(play.do('back', 'scan').scans()).toEqual([]);
    expect(play.do('scan', 'scan').scans()).toEqual(['app:scan']);
    expect(scanInView(play.state).scan?.result).toBe(SCAN_RESULT); // readable meanwhile
    const images = { production: { tag: 'app:scan', id: 'sha256:other', size: 1 } };
    play.on(
      { type: 'scanned', ...ABOUT, result: SCAN_RESULT },
      {
        type: 'judged',
        lab: 'scan',
        how: 'build',
        report: { ...report(course), lab: 'scan', engine: DOCKER, images },
      },
    );
    play.scans();
    expect(play.do('back', 'scan').scans()).toEqual(['app:scan']);
  });

  it('looks at the lab’s other image, too', () => {
    const play = new Play().do('scan', 'next-step');
    expect(play.scans()).toEqual(['app:scan', 'app:scan-before']);
    expect(scanInView(play.do('previous-step').state).tag).toBe('app:scan');
    expect(play.scans()).toEqual([]);
  });

  it('does nothing on the map', () => {
    const play = new Play().do('map', 'scan');
    expect(play.state.screen).toBe('map');
    expect(play.scans()).toEqual([]);
  });
});

describe('a scan', () => {
  it('is stopped by ctrl-c, which then ends the program only at the second time', () => {
    const play = new Play().do('scan', 'stop');
    expect(play.state.quitting).toBe(false);
    expect(play.effects.map(({ type }) => type)).toContain('cancel-scans');
    play.on({ type: 'scan-failed', ...ABOUT });
    expect(scanInView(play.state).scan).toMatchObject({ phase: 'stopped' });
    expect(nextAction(play.state)).toMatchObject({ intent: 'scan' });
    expect(play.do('stop').state.quitting).toBe(true);
  });

  it('that cannot be done is said, and nobody fails; an image that is not there is built first', () => {
    const play = new Play().do('scan').on({
      type: 'scan-failed',
      ...ABOUT,
      problem: { message: 'There is no image app:scan.', tryNext: 'Build it first.', code: 'image-absent' },
    });
    expect(scanInView(play.state).scan).toMatchObject({ phase: 'broken' });
    expect(nextAction(play.state)).toMatchObject({ intent: 'build' });
    expect(play.effects.some(({ type }) => type === 'record')).toBe(false);
  });

  it('that comes after it was stopped changes nothing', () => {
    const play = new Play().do('scan').on({ type: 'scan-failed', ...ABOUT });
    play.on({ type: 'scanned', ...ABOUT, result: SCAN_RESULT });
    expect(scanInView(play.state).scan?.phase).toBe('stopped');
  });
});
