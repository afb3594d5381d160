import { expect, it } from 'vitest';
import { parseStepName } from '../../../src/engine/docker/step-name.ts';

it.each([
  ['[builder 3/6] RUN npm ci', 'builder', 3, 6, 'RUN npm ci'],
  ['[builder  3/12] RUN npm ci', 'builder', 3, 12, 'RUN npm ci'],
  ['[2/2] RUN x', '0', 2, 2, 'RUN x'],
  ['[ 2/10] RUN x', '0', 2, 10, 'RUN x'],
  ['[stage-2 4/4] COPY --from=b /x /x', '2', 4, 4, 'COPY --from=b /x /x'],
  ['[linux/amd64 builder 1/3] FROM a', 'builder', 1, 3, 'FROM a'],
  ['[linux/arm64/v8 1/3] FROM a', '0', 1, 3, 'FROM a'],
  ['[b 1/2] RUN test 1/2 ] x', 'b', 1, 2, 'RUN test 1/2 ] x'],
])('%s', (name, stage, index, count, instruction) => {
  expect(parseStepName(name)).toEqual({ stage, index, count, instruction });
});

it.each([
  '[internal] load remote build context',
  'exporting to image',
  'copy /context /',
  '[auth] library/node:pull token for registry-1.docker.io',
  'FROM docker.io/library/x:latest',
])('%s is the builder’s own', (name) => {
  expect(parseStepName(name)).toBeUndefined();
});
