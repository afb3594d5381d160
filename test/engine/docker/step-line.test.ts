import { expect, it } from 'vitest';
import { parseDockerfile } from '../../../src/dockerfile/parse.ts';
import { stepPlace } from '../../../src/engine/docker/step-line.ts';

const dockerfile = parseDockerfile(
  `FROM node:24-alpine AS builder
ENV A=1
WORKDIR /app
COPY package.json ./
RUN npm ci \\
 && npm run build

FROM builder AS test
RUN npm ci
FROM scratch
COPY --from=builder /app /app
COPY --from=builder /app /b
`,
  'Dockerfile',
);

it.each([
  ['[builder 1/4] FROM docker.io/library/node:24-alpine@sha256:ab', 1],
  ['[builder 2/4] WORKDIR /app', 3],
  ['[builder 3/4] COPY package.json ./', 4],
  ['[builder 4/4] RUN npm ci  && npm run build', 5],
  // shifted by two ONBUILD instructions of the base
  ['[builder 5/6] COPY package.json ./', 4],
  // variables may be expanded in the name
  ['[builder 3/4] COPY package.json /somewhere/', 4],
  ['[test 1/1] RUN npm ci', 9],
  ['[stage-2 1/2] COPY --from=builder /app /app', 11],
  ['[stage-2 2/2] COPY --from=builder /app /b', 12],
])('%s is line %i', (name, line) => {
  expect(stepPlace(name, dockerfile)?.line).toBe(line);
});

it.each(['[internal] load metadata', '[gone 1/1] RUN x', '[builder 1/9] RUN something of the base'])(
  '%s has none',
  (name) => {
    expect(stepPlace(name, dockerfile)).toBeUndefined();
  },
);

it('finds a step that another build named first', () => {
  expect(stepPlace('[deps 2/9] WORKDIR /app', dockerfile)).toEqual({ line: 3, stage: 'builder' });
  expect(stepPlace('[builder 1/2] COPY --from=builder /app /b', dockerfile)).toEqual({
    line: 12,
    stage: '2',
  });
});
