import { expect, it } from 'vitest';
import { SharedFacts } from '../../src/checks/shared-facts.ts';
import { INPUTS_LABEL } from '../../src/engine/types.ts';
import type { ImageFacts } from '../../src/image/types.ts';

const image = (labels: Record<string, string>, layerDigests = ['sha256:a']) =>
  ({ id: JSON.stringify(labels), layerDigests, config: { user: 'app', labels } }) as unknown as ImageFacts;

function counted() {
  let calls = 0;
  return { gather: async () => ++calls };
}

it('what was seen of an image holds for one that differs in our fingerprint alone', async () => {
  const shared = new SharedFacts();
  const { gather } = counted();
  expect(await shared.once(image({ [INPUTS_LABEL]: 'one' }), ['run'], gather)).toBe(1);
  expect(await shared.once(image({ [INPUTS_LABEL]: 'two' }), ['run'], gather)).toBe(1);
  expect(await shared.once(image({ [INPUTS_LABEL]: 'two', version: '2' }), ['run'], gather)).toBe(2);
  expect(await shared.once(image({ [INPUTS_LABEL]: 'two' }, ['sha256:b']), ['run'], gather)).toBe(3);
  expect(await shared.once(image({ [INPUTS_LABEL]: 'two' }), ['scan'], gather)).toBe(4);
});

it('keeps no failure, and nothing of an image without layers', async () => {
  const shared = new SharedFacts();
  const { gather } = counted();
  await expect(
    shared.once(image({}), ['run'], () => Promise.reject(new Error('the engine is gone'))),
  ).rejects.toThrow('gone');
  expect(await shared.once(image({}), ['run'], gather)).toBe(1);
  expect(await shared.once(image({}, []), ['run'], gather)).toBe(2);
  expect(await shared.once(image({}, []), ['run'], gather)).toBe(3);
});

it('keeps nothing that a busy machine may have brought about', async () => {
  const shared = new SharedFacts();
  const { gather } = counted();
  const sure = (calls: number) => calls > 1;
  expect(await shared.once(image({}), ['run'], gather, sure)).toBe(1);
  expect(await shared.once(image({}), ['run'], gather, sure)).toBe(2);
  expect(await shared.once(image({}), ['run'], gather, sure)).toBe(2);
});
