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

it('reads Podman’s builder, with stages and lines', () => {
  const events: BuildEvent[] = [];
  const dockerfile = parseDockerfile(
    'FROM a AS b\nRUN echo x\nFROM scratch\nCOPY --from=b /x /x\n',
    'Dockerfile',
  );
  const steps = new ClassicSteps((event) => events.push(event), dockerfile);
  steps.take('[1/2] STEP 1/2: FROM a AS b\n[1/2] STEP 2/2: RUN ec');
  steps.take('ho x\nx\n--> 57e440eecf3\n[2/2] STEP 1/2: FROM scratch\n[2/2] STEP 2/2: COPY --from=b /x /x\n');
  steps.take(`--> Using cache ${'a'.repeat(64)}\n--> ${'b'.repeat(64)}\n`);
  steps.end(undefined);
  expect(steps.steps.map(({ stage, line, status }) => [stage, line, status])).toEqual([
    ['b', 1, 'done'],
    ['b', 2, 'done'],
    ['1', 3, 'done'],
    ['1', 4, 'cached'],
  ]);
  expect(events).toContainEqual({ type: 'log', stepId: 'step-2', text: 'x' });
  expect(steps.imageId).toBe('b'.repeat(64));
});
