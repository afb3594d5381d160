import { describe, expect, it } from 'vitest';
import type { Intent } from '../../src/session/events.ts';
import { chosenRow, comparedWith, fileRows, lineInView, shownImage } from '../../src/session/image-select.ts';
import { reduce } from '../../src/session/reduce.ts';
import type { Session } from '../../src/session/runtime.ts';
import { LAB_IMAGES } from '../helpers/lab-images.ts';
import { SCREENS } from '../helpers/screens.ts';
import { NOW, realCourse } from '../helpers/session.ts';

const course = await realCourse();
const screen = (name: string) => SCREENS[name]?.(course) as Session;
const press = (session: Session, ...intents: Intent[]) => {
  for (const intent of intents) session.dispatch({ type: 'intent', intent });
  return session.state;
};

describe('the image screen', () => {
  it('reads the layers of the image in view, once, and those of the other one when they are compared', () => {
    const { state } = screen('image, looking');
    const at = NOW;
    const first = reduce(state, { type: 'images', lab: 'basic', images: LAB_IMAGES, at });
    expect(first.effects).toEqual([{ type: 'read-layers', key: 'sha256:now', ref: 'app:production' }]);
    const again = reduce(first.state, { type: 'intent', intent: 'down', at });
    expect(again.effects).toEqual([]);
    const against = reduce(again.state, { type: 'intent', intent: 'against', at });
    expect(against.effects).toEqual([{ type: 'read-layers', key: 'sha256:before', ref: 'sha256:before' }]);
  });

  it('stops reading when it is left', () => {
    const session = screen('image, reading');
    const { state, effects } = reduce(session.state, { type: 'intent', intent: 'back', at: NOW });
    expect(effects).toContainEqual({ type: 'cancel-layers' });
    expect(state.readings['sha256:now']).toBeUndefined();
  });

  it('compares with the build before first, then with the other images in turn', () => {
    const session = screen('image');
    const seen = [1, 2, 3].map(() => comparedWith(press(session, 'against'))?.facts.ref);
    expect(seen).toEqual(['sha256:before', 'app:naive', 'sha256:before']);
  });

  it('knows the line of the learner’s Dockerfile for the chosen row, and none for a baseline', () => {
    const session = screen('image, against the build before');
    expect(lineInView(session.state)).toEqual({ file: 'Dockerfile.basic', line: 17 });
    expect(lineInView(press(session, 'up'))).toEqual({ file: 'Dockerfile.basic', line: 16 });
    const baseline = press(screen('image'), 'next-step');
    expect(shownImage(baseline)?.name).toBe('baseline');
    expect(lineInView(baseline)).toBeUndefined();
  });

  it('walks into folders and out of them again', () => {
    const session = screen('image, files');
    const rows = () => fileRows(session.state).map(({ branch }) => branch.path);
    expect(rows()[1]).toBe('/usr/local/bin/node');
    expect(chosenRow(press(session, 'close'))).toBe(0);
    press(session, 'close');
    expect(rows()).not.toContain('/usr/local/bin/node');
    press(session, 'open', 'end', 'open');
    expect(rows()).toContain('/app/dist');
  });

  it('goes from a layer to what it changed, and back to the layers', () => {
    const session = screen("image, a layer's files");
    expect(session.state.imageView).toMatchObject({ tab: 'files', layer: 3 });
    expect(press(session, 'back').imageView.tab).toBe('layers');
    expect(press(session, 'back').screen).toBe('step');
  });
});
