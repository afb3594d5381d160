import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../src/session/events.ts';
import { built, Play } from '../helpers/play.ts';

describe('judging what was built elsewhere', () => {
  it('takes an image built elsewhere for current only when its fingerprint fits', () => {
    const look = (fits: boolean) => {
      const outcome = { ok: true, imageId: 'x', steps: [], warnings: [], ms: 0 } as const;
      const builds = fits ? { production: outcome, baseline: outcome } : {};
      const event = { ...built({}, builds), how: 'look' } as const;
      const play = new Play()
        .do('enter')
        .on({ type: 'image-built', images: [{ name: 'app:production', id: 'sha256:new' }] });
      expect(play.take('judge')).toContainEqual({ type: 'judge', lab: 'basic', how: 'look' });
      play.on(event);
      expect(play.state.notice?.text).toBe('app:production was built elsewhere, and is judged.');
      return { current: play.state.labs.basic?.measured?.current, recorded: play.take('record').length };
    };
    expect(look(true)).toEqual({ current: true, recorded: 1 });
    expect(look(false)).toEqual({ current: false, recorded: 0 });
  });

  it('of several images built elsewhere names the one that the open step is about', () => {
    const images = ['app:naive', 'app:production'].map((name) => ({
      name: `docker.io/library/${name}`,
      id: 'x',
    }));
    const play = new Play().do('enter', 'next-step').on({ type: 'image-built', images });
    expect(play.state.notice?.text).toBe('app:production was built elsewhere; looking at it.');
  });

  it('does not look again at the image that it has just judged', () => {
    const play = new Play().do('enter', 'build').on(built());
    play.effects = [];
    const own = { name: 'app:production', id: 'sha256:1' }; // as the fixture's report says
    expect(play.on({ type: 'image-built', images: [own] }).effects).toEqual([]);
  });

  it('looks again when a second image comes, a file is saved meanwhile, or the image is no longer current', () => {
    const own: SessionEvent = {
      type: 'image-built',
      images: [{ name: 'app:production', id: 'sha256:1' }],
    };
    const looks = (play: Play) => play.take('judge').filter((one) => one.how === 'look').length;
    const play = new Play().do('enter').on(own);
    expect(looks(play)).toBe(1);
    expect(looks(play.on({ type: 'image-built', images: [{ name: 'app:builder', id: 'sha256:9' }] }))).toBe(
      1,
    );
    expect(looks(play.saved())).toBe(1);
    const judged = new Play().do('enter', 'build').on(built());
    judged.effects = [];
    expect(looks(judged.on(own))).toBe(0);
    expect(looks(judged.saved().on(own))).toBe(1);
  });

  it('ignores images that are not of the open lab', () => {
    const play = new Play().do('enter');
    play.effects = [];
    expect(play.on({ type: 'image-built', images: [{ name: 'someone/else:1', id: 'x' }] }).effects).toEqual(
      [],
    );
  });
});
