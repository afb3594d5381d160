import { expect, it } from 'vitest';
import { isLostWhileExported } from '../../../src/engine/docker/build.ts';
import type { BuildOutcome } from '../../../src/engine/types.ts';

const failed = (message: string): BuildOutcome => ({
  ok: false,
  steps: [],
  warnings: [],
  ms: 1,
  failure: { kind: 'other', message, log: [] },
});
const digest = '62030da4c3504f61ae10d69b3ce41ee22fb76f20d81fa11f662db53ce62424d4';
const content = `/var/lib/docker/image/overlay2/imagedb/content/sha256/${digest}`;

it('knows the words of Docker 20.10 for an image that was removed while it was exported', () => {
  const words = `failed to get digest sha256:${digest}: open ${content}: no such file or directory`;
  expect(isLostWhileExported(failed(words))).toBe(true);
});

it('takes no failure of the Dockerfile for it', () => {
  expect(isLostWhileExported(failed('failed to compute cache key: "/app.js" not found'))).toBe(false);
  expect(isLostWhileExported({ ok: true, imageId: 'sha256:a', steps: [], warnings: [], ms: 1 })).toBe(false);
});
