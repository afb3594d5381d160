import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { decodeTrace } from '../../../src/engine/docker/buildkit-trace.ts';
import { jsonLines } from '../../../src/engine/docker/ndjson.ts';
import { StepTracker } from '../../../src/engine/docker/step-tracker.ts';
import type { BuildEvent } from '../../../src/engine/types.ts';
import { streamLines } from './recorded.ts';

async function track(name: string): Promise<{ tracker: StepTracker; events: BuildEvent[] }> {
  const events: BuildEvent[] = [];
  const tracker = new StepTracker((event) => events.push(event));
  const stream = Readable.from([Buffer.from(streamLines(name))]);
  for await (const line of jsonLines<{ id?: string; aux?: string }>(stream)) {
    if (line.id === 'moby.buildkit.trace' && line.aux) tracker.take(decodeTrace(line.aux));
  }
  tracker.end();
  return { tracker, events };
}

const own = (tracker: StepTracker) => tracker.steps.filter((step) => !step.internal);

describe('recorded BuildKit builds', () => {
  it('takes stage and instruction from the names, and knows what is the builder’s own', async () => {
    const { tracker } = await track('buildkit-ok-with-lint-warnings');
    const steps = own(tracker).map(({ stage, instruction, status }) => [stage, instruction, status]);
    expect(steps).toHaveLength(6);
    expect(steps).toContainEqual(['base', 'ADD rootfs.tar /', 'done']);
    expect(steps).toContainEqual(['2', 'COPY --from=builder /built /built', 'done']);
    expect(tracker.steps.find((step) => step.name === 'exporting to image')?.internal).toBe(true);
  });

  it('measures what ran', async () => {
    const { tracker } = await track('buildkit-ok-with-lint-warnings');
    const dd = own(tracker).find((step) => step.instruction?.startsWith('RUN dd'));
    expect(dd?.ms).toBeGreaterThan(1);
    expect(dd?.ms).toBeLessThan(60_000);
  });

  it('says cached of every step of a second build', async () => {
    const { tracker } = await track('buildkit-fully-cached');
    expect(own(tracker).map((step) => step.status)).toEqual(Array(6).fill('cached'));
  });

  it('gives each warning once, with rule, line and address', async () => {
    const { tracker, events } = await track('buildkit-ok-with-lint-warnings');
    expect(tracker.warnings).toEqual([
      {
        rule: 'SecretsUsedInArgOrEnv',
        message: 'Do not use ARG or ENV instructions for sensitive data (ARG "SECRET_TOKEN")',
        line: 5,
        url: 'https://docs.docker.com/go/dockerfile/rule/secrets-used-in-arg-or-env/',
      },
      expect.objectContaining({ rule: 'SecretsUsedInArgOrEnv', line: 13 }),
    ]);
    expect(events.filter((event) => event.type === 'warning')).toHaveLength(2);
  });

  it('keeps the log of the step that failed', async () => {
    const { tracker, events } = await track('buildkit-run-fails');
    const { failed } = tracker;
    expect(failed?.instruction).toBe('RUN echo before && exit 3');
    expect(failed?.error).toContain('exit code: 3');
    expect(tracker.logOf(failed?.id ?? '')).toEqual(['before']);
    expect(events).toContainEqual({ type: 'log', stepId: failed?.id, text: 'before' });
  });

  it('says a change only when there is one', async () => {
    const { events } = await track('buildkit-ok-with-lint-warnings');
    const said = events.flatMap((event) =>
      event.type === 'step' ? [JSON.stringify([event.step.id, event.step.status, event.step.ms])] : [],
    );
    const repeated = said.filter((text, index) => said.indexOf(text) !== index);
    expect(repeated).toEqual([]);
  });
});
