import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/types.ts';
import { Interrupted, NotJudgeable } from '../../src/errors.ts';
import { BASE, buildFiles, buildImage, removeImage, testEngine } from '../helpers/engine.ts';

let engine: Engine;
const made = new Set<string>();
/** Makes every run's build its own, so that the first is never cached. */
const nonce = `${process.pid}-${Date.now()}`;

beforeAll(async () => {
  engine = await testEngine();
});
afterAll(async () => {
  for (const id of made) await removeImage(engine, id);
  await engine.close();
});

const own = (outcome: Awaited<ReturnType<typeof buildFiles>>['outcome']) =>
  outcome.steps.filter((step) => !step.internal);

describe('a build that succeeds', () => {
  const files = {
    Dockerfile: `FROM ${BASE} AS builder
WORKDIR /app
COPY a.txt ./
RUN echo one && printf '\\033[31mtwo\\n' && sleep 0.2

FROM ${BASE}
COPY --from=builder /app /app
`,
    'a.txt': nonce,
  };

  it('says each step as it happens, with its line, its log without colours, and the context', async () => {
    const { outcome, events } = await buildFiles(engine, files, { labels: { made: 'here' } });
    expect(outcome).toMatchObject({ ok: true, imageId: expect.stringMatching(/^sha256:/) });
    if (outcome.ok) made.add(outcome.imageId);
    expect(own(outcome).map(({ line, status }) => [line, status])).toEqual([
      [2, expect.stringMatching(/done|cached/)],
      [3, 'done'],
      [4, 'done'],
      [7, 'done'],
    ]);
    const run = own(outcome).find((step) => step.line === 4);
    expect(run?.ms).toBeGreaterThan(100);
    const statuses = events.flatMap((event) =>
      event.type === 'step' && event.step.id === run?.id ? [event.step.status] : [],
    );
    // Podman names a step only when it begins.
    expect(statuses.filter((status) => status !== 'waiting')).toEqual(['running', 'done']);
    const log = events.flatMap((event) =>
      event.type === 'log' && event.stepId === run?.id ? [event.text] : [],
    );
    expect(log.join('\n')).toBe('one\ntwo');
    const sent = events.filter((event) => event.type === 'context');
    expect(sent.at(-1)).toMatchObject({ sent: expect.any(Number) });
    expect(sent.at(-1)).toSatisfy((event: { sent: number; total: number }) => event.sent === event.total);
  });

  it('says cached of every step the second time', async () => {
    const { outcome } = await buildFiles(engine, files, { labels: { made: 'here' } });
    expect(own(outcome).map((step) => step.status)).toEqual(['cached', 'cached', 'cached', 'cached']);
  });

  it('labels the image as ours and as asked, and tags it', async () => {
    const tag = `docker-labs-test:${nonce}`;
    const id = await buildImage(engine, files, { labels: { made: 'here' }, tag });
    made.add(id);
    const facts = await engine.image(tag);
    expect(facts).toMatchObject({ id, tags: expect.arrayContaining([expect.stringContaining(tag)]) });
    expect(facts?.config.labels).toMatchObject({ 'dev.docker-labs': 'true', made: 'here' });
  });

  it('builds a target, with build arguments', async () => {
    const id = await buildImage(
      engine,
      { Dockerfile: 'FROM scratch AS one\nARG WHO\nLABEL who=$WHO\nFROM scratch\nLABEL who=nobody\n' },
      { target: 'one', buildArgs: { WHO: 'me' } },
    );
    made.add(id);
    expect((await engine.image(id))?.config.labels.who).toBe('me');
  });

  it('labels a stage in the middle as asked, though all of it was built before under another label', async () => {
    const lab = { ...files, '.dockerignore': 'Dockerfile\n' };
    for (const [target, label] of [
      [undefined, 'whole'],
      ['builder', 'part'],
    ] as const) {
      const id = await buildImage(engine, lab, { ...(target ? { target } : {}), labels: { of: label } });
      made.add(id);
      expect((await engine.image(id))?.config.labels.of).toBe(label);
    }
  });

  it('hides a Dockerfile that .dockerignore lists from COPY, whatever it is called', async () => {
    const { outcome, events } = await buildFiles(
      engine,
      {
        'Dockerfile.go': `FROM ${BASE}\nWORKDIR /w\nCOPY . .\nRUN find . -type f | sort\n`,
        '.dockerignore': 'Dockerfile*\n',
        'src/main.go': nonce,
        'src.go': 'x',
        'src/a/b.go': 'y',
      },
      { dockerfile: 'Dockerfile.go' },
    );
    if (outcome.ok) made.add(outcome.imageId);
    expect(outcome.ok).toBe(true);
    expect(events.flatMap((event) => (event.type === 'log' ? event.text.split('\n') : []))).toEqual([
      './.dockerignore',
      './src.go',
      './src/a/b.go',
      './src/main.go',
    ]);
  });

  it('builds with the engine’s own grammar where the one that is asked for cannot be fetched', async () => {
    const { outcome } = await buildFiles(engine, {
      Dockerfile: `# syntax=docker/dockerfile:1\nFROM ${BASE}\nRUN echo ${nonce}\n`,
    });
    if (outcome.ok) made.add(outcome.imageId);
    expect(outcome.ok).toBe(true);
    expect(own(outcome).map((step) => step.line)).toEqual([3]);
    // With a registry in reach there is nothing to warn of.
    for (const warning of outcome.warnings) expect(warning.rule).toBe('SyntaxImageUnreachable');
  });

  it('gives secrets to the steps that mount them, also late in a build', async () => {
    const building = buildFiles(
      engine,
      {
        Dockerfile: `FROM ${BASE}
RUN echo ${nonce} && sleep 2.5
RUN --mount=type=secret,id=token,required=true cat /run/secrets/token
`,
      },
      { secrets: { token: 'hunter2' } },
    );
    if (engine.kind === 'podman') {
      await expect(building).rejects.toBeInstanceOf(NotJudgeable);
      return;
    }
    const { outcome, events } = await building;
    if (outcome.ok) made.add(outcome.imageId);
    expect(outcome.ok).toBe(true);
    expect(events).toContainEqual(expect.objectContaining({ type: 'log', text: 'hunter2' }));
  });
});

it('passes on what BuildKit warns of, with rule and line, where the engine’s BuildKit lints', async () => {
  const { outcome, events } = await buildFiles(engine, { Dockerfile: 'FROM scratch as x\nLABEL a=b\n' });
  if (outcome.ok) made.add(outcome.imageId);
  const { version, kind } = await engine.info();
  const lints = kind === 'docker' && Number.parseInt(version, 10) >= 27;
  expect(outcome.warnings).toEqual(
    lints
      ? [expect.objectContaining({ rule: 'FromAsCasing', line: 1, url: expect.stringContaining('http') })]
      : [],
  );
  expect(events.filter((event) => event.type === 'warning')).toHaveLength(outcome.warnings.length);
});

describe('a build that fails is a value, with the line', () => {
  const failure = async (dockerfile: string, options: Parameters<typeof buildFiles>[2] = {}) => {
    const { outcome } = await buildFiles(engine, { Dockerfile: dockerfile }, options);
    if (outcome.ok) throw new Error('it built');
    return outcome.failure;
  };

  it('a RUN that fails: exit code, line, and the end of its log', async () => {
    const text = `FROM ${BASE} AS b\n\nRUN echo before ${nonce} \\\n && exit 3\n`;
    expect(await failure(text)).toMatchObject({
      kind: 'run',
      line: 3,
      exitCode: 3,
      log: [`before ${nonce}`],
      stepId: expect.any(String),
    });
  });

  it('a syntax error', async () => {
    expect(await failure(`FROM ${BASE}\n\nRUNN x\n`)).toMatchObject({
      kind: 'syntax',
      line: 3,
      message: expect.stringMatching(/unknown instruction.*RUNN/i),
    });
  });

  it('an empty Dockerfile', async () => {
    expect(await failure('')).toMatchObject({ kind: 'syntax' });
  });

  it('a source that is not there', async () => {
    expect(await failure(`FROM ${BASE}\nRUN true\nCOPY nope /\n`)).toMatchObject({
      kind: 'copy-source',
      line: 3,
      message: expect.stringContaining('nope'),
    });
  });

  it('a stage that is not there', async () => {
    expect(
      await failure(`FROM ${BASE} AS builder\nFROM ${BASE}\nCOPY --from=bilder-${process.pid} /x /x\n`),
    ).toMatchObject({
      kind: 'base-image',
      line: 3,
    });
  });

  it('a base that cannot be had', async () => {
    const found = await failure(`FROM ${BASE} AS a\nFROM docker-labs.invalid/nothing:1\n`);
    expect(['base-image', 'network']).toContain(found.kind);
    expect(found.line).toBe(2);
  });

  it('an unknown target', async () => {
    expect(await failure(`FROM ${BASE} AS b\n`, { target: 'nope' })).toMatchObject({ kind: 'target' });
  });
});

describe('stopping a build', () => {
  it('ends at once as Interrupted, and nothing goes on', async () => {
    const controller = new AbortController();
    const mark = `mark-${nonce}`;
    const building = buildFiles(
      engine,
      { Dockerfile: `FROM ${BASE}\nRUN echo ${mark} && sleep 60\n` },
      { signal: controller.signal },
    );
    setTimeout(() => controller.abort(), 1500);
    const started = performance.now();
    await expect(building).rejects.toBeInstanceOf(Interrupted);
    expect(performance.now() - started).toBeLessThan(20_000);
    // Were it still running, a build of the same step would join it and say nothing for a minute.
    const second = new AbortController();
    const again = await buildFiles(
      engine,
      { Dockerfile: `FROM ${BASE}\nRUN echo after-${mark}\n` },
      { signal: second.signal },
    );
    expect(again.outcome.ok).toBe(true);
    if (again.outcome.ok) made.add(again.outcome.imageId);
  });

  it('does not begin when it is stopped before', async () => {
    await expect(
      buildFiles(engine, { Dockerfile: `FROM ${BASE}\n` }, { signal: AbortSignal.abort() }),
    ).rejects.toBeInstanceOf(Interrupted);
  });
});
