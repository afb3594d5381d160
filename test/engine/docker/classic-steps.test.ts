import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { parseDockerfile } from '../../../src/dockerfile/parse.ts';
import { ClassicSteps } from '../../../src/engine/docker/classic-steps.ts';
import { jsonLines } from '../../../src/engine/docker/ndjson.ts';
import type { BuildEvent } from '../../../src/engine/types.ts';
import { streamLines } from './recorded.ts';

it('reads Docker’s classic builder', async () => {
  const steps = new ClassicSteps(() => undefined, undefined);
  const stream = Readable.from([Buffer.from(streamLines('classic-builder-ok'))]);
  for await (const line of jsonLines<{ stream?: string }>(stream)) steps.take(line.stream ?? '');
  steps.end(undefined);
  expect(steps.steps).toHaveLength(12);
  expect(steps.steps.map((step) => step.status).slice(0, 3)).toEqual(['done', 'cached', 'done']);
  expect(steps.steps[0]).toMatchObject({ internal: true, instruction: 'FROM scratch' });
  expect(steps.logOf('step-3')).toContain('20+0 records in');
});

it('marks the step that the classic builder refused', async () => {
  const steps = new ClassicSteps(() => undefined, undefined);
  const stream = Readable.from([Buffer.from(streamLines('classic-builder-mount-rejected'))]);
  let error: string | undefined;
  for await (const line of jsonLines<{ stream?: string; error?: string }>(stream)) {
    steps.take(line.stream ?? '');
    error ??= line.error;
  }
  steps.end(error);
  const failed = steps.steps.filter((step) => step.status === 'failed');
  expect(failed.map((step) => step.instruction)).toEqual([
    'RUN --mount=type=cache,target=/root/.cache echo hi > /built',
  ]);
});

/** The steps of a recorded build of Podman. */
async function podman(name: string, text: string) {
  const events: BuildEvent[] = [];
  const steps = new ClassicSteps((event) => events.push(event), parseDockerfile(text, 'Dockerfile'));
  let error: string | undefined;
  const stream = Readable.from([Buffer.from(streamLines(name))]);
  for await (const line of jsonLines<{ stream?: string; error?: string }>(stream)) {
    steps.take(line.stream ?? '');
    error ??= line.error;
  }
  steps.end(error);
  return { steps, events };
}

it('reads Podman’s builder, with stages and lines, also past a stage that nothing needs', async () => {
  const text = `FROM node:24-alpine AS b
WORKDIR /app
COPY a.txt ./
RUN echo one; echo two
FROM node:24-alpine AS unused
FROM node:24-alpine
COPY --from=b /app /app
HEALTHCHECK --interval=7s CMD true
`;
  const { steps, events } = await podman('podman-ok', text);
  const own = steps.steps.filter((step) => !step.internal);
  expect(own.map(({ stage, line }) => [stage, line])).toEqual([
    ['b', 2],
    ['b', 3],
    ['b', 4],
    ['2', 7],
    ['2', 8],
  ]);
  for (const step of own) expect(step.status).toMatch(/done|cached/);
  const run = own.find((step) => step.line === 4);
  const logs = events.filter((event) => event.type === 'log');
  for (const log of logs) expect(log.stepId).toBe(run?.id);
  expect(steps.imageId).toMatch(/^[0-9a-f]{64}$/);
});

it('marks the step at which Podman failed', async () => {
  const { steps } = await podman('podman-run-fails', 'FROM node:24-alpine\nRUN echo x && exit 3\n');
  const failed = steps.steps.find((step) => step.status === 'failed');
  expect(failed).toMatchObject({ line: 2, instruction: 'RUN echo x && exit 3' });
  expect(steps.logOf(failed?.id ?? '')).toEqual(['x']);
});
