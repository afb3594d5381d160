import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { decodeTrace, type TraceVertex } from '../../../src/engine/docker/buildkit-trace.ts';
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
  tracker.end({ succeeded: true });
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

describe('two builds that do the same at once', () => {
  const vertex = (change: Partial<TraceVertex>): TraceVertex => ({
    digest: 'sha256:install',
    inputs: [],
    name: '[deps 3/3] RUN npm ci',
    cached: false,
    error: '',
    ...change,
  });
  const begin = vertex({ digest: 'sha256:first', name: '[internal] load build definition from Dockerfile' });
  const afterAllOf = (vertexes: TraceVertex[], succeeded: boolean) => {
    const said: string[] = [];
    const tracker = new StepTracker((event) => {
      if (event.type === 'step' && !event.step.internal) said.push(event.step.status);
    });
    for (const one of vertexes) tracker.take({ vertexes: [one], statuses: [], logs: [], warnings: [] });
    tracker.end({ succeeded });
    return { said, step: own(tracker)[0] };
  };

  it('a step whose end this build is never told ran for the other one', () => {
    expect(afterAllOf([vertex({})], true).said).toEqual(['waiting', 'cached']);
    expect(afterAllOf([vertex({ started: 5 })], true).said).toEqual(['running', 'cached']);
  });

  it('in a build that failed it is not known to be anything', () => {
    expect(afterAllOf([vertex({})], false).said).toEqual(['waiting']);
  });

  it('a step that was done before this build began did not run in it', () => {
    const { said, step } = afterAllOf(
      [{ ...begin, started: 100 }, vertex({ started: 5, completed: 60 })],
      true,
    );
    expect(said).toEqual(['cached']);
    expect(step?.ms).toBeUndefined();
    expect(
      afterAllOf([{ ...begin, started: 100 }, vertex({ started: 105, completed: 160 })], true).said,
    ).toEqual(['done']);
  });

  it('a step that failed before this build began has failed', () => {
    const failed = vertex({ started: 5, completed: 60, error: 'exit code: 1' });
    expect(afterAllOf([{ ...begin, started: 100 }, failed], false).said).toEqual(['failed']);
  });

  it('a step that is taken from the cache says so before its end', () => {
    expect(afterAllOf([vertex({ started: 5, cached: true })], false).said).toEqual(['cached']);
  });
});
