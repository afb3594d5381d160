import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { gatherFacts } from '../../../src/checks/facts.ts';
import { judgeOne } from '../../../src/checks/judge.ts';
import type { EndedCall, PipelineRun, PushedTag } from '../../../src/checks/pipeline/types.ts';
import { resolveCheck } from '../../../src/checks/specs.ts';
import type { Verdict } from '../../../src/checks/types.ts';
import { folderWith } from '../../helpers/course-files.ts';

// What a run shows is made up here; that runs really show it is for test/helpers/prove-labs.ts.
const textOf = (path: string) => readFile(new URL(`../../../${path}`, import.meta.url), 'utf8');
const [script, dockerfile] = await Promise.all([
  textOf('solutions/07-pipeline/build.sh'),
  textOf('solutions/07-pipeline/Dockerfile'),
]);

const REVISION = 'abcdef0123456789abcdef0123456789abcdef01';
const NAME = '127.0.0.1:5000/p1-good/myapp';
const call = (words: string, exitCode = 0, by: EndedCall['by'] = 'client'): EndedCall => ({
  words: words.split(' '),
  by,
  exitCode,
  ms: 1200,
});
const BUILD = call(`docker build --tag ${NAME}:abcdef0 .`);
const SCAN = (exitCode = 0, severity = 'HIGH,CRITICAL') =>
  call(
    `docker run aquasec/trivy:0.69.3 image --exit-code 10 --severity ${severity} ${NAME}:abcdef0`,
    exitCode,
    'play',
  );
const PUSHES = [call(`docker push ${NAME}:abcdef0`), call(`docker push ${NAME}:latest`)];
const tag = (name: string, change: Partial<PushedTag> = {}): PushedTag => ({
  repository: NAME,
  tag: name,
  digest: 'sha256:d1',
  ids: ['sha256:d1', 'sha256:c1'],
  labels: { 'org.opencontainers.image.revision': REVISION },
  inlineCache: true,
  ...change,
});
const run = (change: Partial<PipelineRun> = {}): PipelineRun => ({
  case: 'good',
  revision: REVISION,
  exitCode: 0,
  startedAt: Date.parse('2026-11-23T09:00:00Z'),
  ms: 4000,
  output: 'Done\n',
  calls: [BUILD, SCAN(), ...PUSHES],
  scanned: [{ ref: `${NAME}:abcdef0`, id: 'sha256:c1' }],
  pushed: [tag('abcdef0'), tag('latest')],
  ...change,
});
const stopped = (what: PipelineRun['case'], change: Partial<PipelineRun> = {}) =>
  run({ case: what, exitCode: 1, calls: [BUILD, SCAN(10)], scanned: [], pushed: [], ...change });
const STOPPED = [
  stopped('vulnerable'),
  stopped('scanner-broke'),
  stopped('build-fails', { calls: [call('docker build .', 1)] }),
];

async function judge(id: string, runs: PipelineRun[], args: object = {}): Promise<Verdict> {
  const { dir, remove } = await folderWith({ Dockerfile: dockerfile, 'build.sh': script });
  try {
    const subject = { name: 'pushed', contextDir: dir, dockerfile: 'Dockerfile', target: 'production' };
    const round = gatherFacts({ subjects: [subject] });
    const facts = round.subject('pushed');
    facts.pipeline = async () => ({ script: 'build.sh', registry: '127.0.0.1:5000', client: 'docker', runs });
    return await judgeOne(resolveCheck({ id, args }), facts, round, true);
  } finally {
    await remove();
  }
}

describe('pipeline.pushes', () => {
  const ALL = { aspects: ['tags', 'labels', 'cache'], cached: ['npm ci'] };

  it('passes, measured, with its stages', async () => {
    const verdict = await judge('pipeline.pushes', [run(), ...STOPPED], ALL);
    expect(verdict).toMatchObject({ status: 'pass', confidence: 'measured' });
    expect(verdict.stages).toEqual([
      {
        title: 'nothing found',
        right: true,
        stages: [
          { name: 'build', outcome: 'done', ms: 1200 },
          { name: 'scan', outcome: 'done', ms: 1200 },
          { name: 'push', outcome: 'done', ms: 2400, says: '2 tags' },
        ],
      },
    ]);
  });

  it.each<[string, Partial<PipelineRun>]>([
    ['only abcdef0 is pushed', { pushed: [tag('abcdef0')] }],
    ['no tag says the revision abcdef0', { pushed: [tag('dev'), tag('latest')] }],
    ['two images', { pushed: [tag('abcdef0'), tag('latest', { digest: 'sha256:d2' })] }],
    [
      'no label org.opencontainers.image.revision',
      { pushed: ['abcdef0', 'latest'].map((one) => tag(one, { labels: {} })) },
    ],
    [
      'says revision "abc"',
      {
        pushed: ['abcdef0', 'latest'].map((one) =>
          tag(one, { labels: { 'org.opencontainers.image.revision': 'abc' } }),
        ),
      },
    ],
    [
      'says created "yesterday"',
      {
        pushed: ['abcdef0', 'latest'].map((one) =>
          tag(one, {
            labels: {
              'org.opencontainers.image.revision': 'abcdef0',
              'org.opencontainers.image.created': 'yesterday',
            },
          }),
        ),
      },
    ],
    [
      'the build fails: no space',
      { exitCode: 1, pushed: [], calls: [call('docker build .', 1)], output: 'no space\n' },
    ],
    ['builds nothing', { exitCode: 0, pushed: [], calls: [] }],
    ['nothing is in the registry', { pushed: [], calls: [BUILD, SCAN()] }],
    [
      'pushes ghcr.io/myorg/myapp:1, although REGISTRY says 127.0.0.1:5000',
      { exitCode: 1, pushed: [], calls: [BUILD, call('docker push ghcr.io/myorg/myapp:1', 1, 'refused')] },
    ],
    ['within 10 minutes', { exitCode: undefined, pushed: [] }],
    ['exit code 3 although it pushed', { exitCode: 3 }],
    [
      'never hits: no cache was exported',
      {
        calls: [call(`docker build --cache-from ${NAME}:latest .`), SCAN(), ...PUSHES],
        pushed: [tag('abcdef0', { inlineCache: false }), tag('latest', { inlineCache: false })],
      },
    ],
  ])('says that %s', async (says, change) => {
    const verdict = await judge('pipeline.pushes', [run(change), ...STOPPED], ALL);
    expect(verdict).toMatchObject({ status: 'fail', actual: expect.stringContaining(says) });
    expect(verdict.stages?.[0]?.right).toBe(false);
    expect(verdict.evidence.some(({ file, line }) => file !== undefined && line !== undefined)).toBe(true);
  });

  it('sees which step the next build runs again', async () => {
    const ran = '#9 [deps 4/4] RUN npm ci --omit=dev\n#9 sha256:1\n#9 DONE 30.1s\n';
    const again = [run(), stopped('vulnerable', { output: ran }), ...STOPPED.slice(1)];
    expect(await judge('pipeline.pushes', again, ALL)).toMatchObject({
      status: 'fail',
      actual: expect.stringContaining('runs npm ci again'),
    });
    const cached = [run(), stopped('vulnerable', { output: ran.replace('DONE 30.1s', 'CACHED') })];
    expect((await judge('pipeline.pushes', cached, ALL)).status).toBe('pass');
  });
});

describe('pipeline.gates', () => {
  const ASKED = { severities: ['HIGH', 'CRITICAL'], pinned: true };
  const gates = (runs: PipelineRun[], args: object = ASKED) => judge('pipeline.gates', runs, args);

  it('passes with a row for each run', async () => {
    const verdict = await gates([run(), ...STOPPED]);
    expect(verdict.status).toBe('pass');
    expect(verdict.stages?.map(({ title, stages }) => [title, ...stages.map((one) => one.outcome)])).toEqual([
      ['nothing found', 'done', 'done', 'done'],
      ['vulnerable image', 'done', 'failed', 'open'],
      ['scanner breaks', 'done', 'failed', 'open'],
      ['build fails', 'failed', 'open', 'open'],
    ]);
  });

  it.each<[string, number, Partial<PipelineRun>]>([
    ['found something is pushed', 0, { pushed: [tag('latest')] }],
    ['it pushes without a scan', 0, { pushed: [tag('latest')], calls: [BUILD, ...PUSHES] }],
    ['the scanner broke, and the image is pushed', 1, { pushed: [tag('latest')] }],
    ['the build failed, and something is pushed', 2, { pushed: [tag('latest')] }],
    ['the build failed, and it scans', 2, { calls: [call('docker build .', 1), SCAN()] }],
    ['ends with 0 although it was stopped', 1, { exitCode: 0 }],
    ['within 10 minutes', 1, { exitCode: undefined }],
  ])('says that %s', async (says, index, change) => {
    const runs = STOPPED.map((one, at) => (at === index ? { ...one, ...change } : one));
    const verdict = await gates([run(), ...runs]);
    expect(verdict).toMatchObject({ status: 'fail', actual: expect.stringContaining(says) });
    expect(verdict.stages?.map(({ right }) => right)).toEqual([
      true,
      ...STOPPED.map((_, at) => at !== index),
    ]);
  });

  it('wants what is pushed to be what is scanned', async () => {
    const other = run({ scanned: [{ ref: 'myapp:latest', id: 'sha256:other' }] });
    expect((await gates([other, ...STOPPED])).actual).toContain(
      'what it scans (myapp:latest) is not what it pushes',
    );
    expect((await gates([run({ scanned: [] }), ...STOPPED])).actual).toContain('an image that is not there');
  });

  it('wants the severities and the version that are asked for, and neither where none is', async () => {
    const critical = run({ calls: [BUILD, SCAN(0, 'CRITICAL'), ...PUSHES] });
    expect((await gates([critical, ...STOPPED])).actual).toContain('does not ask for HIGH');
    const latest = run({ calls: [BUILD, call(`docker run aquasec/trivy image ${NAME}:abcdef0`), ...PUSHES] });
    expect((await gates([latest, ...STOPPED])).actual).toContain('no tag, so latest');
    for (const one of [critical, latest]) expect((await gates([one, ...STOPPED], {})).status).toBe('pass');
  });

  it('cannot tell of a pipeline that never pushes', async () => {
    const verdict = await gates([run({ pushed: [], exitCode: 1, calls: [call('docker build .', 1)] })]);
    expect(verdict).toMatchObject({ status: 'unknown', actual: expect.stringContaining('pushes nothing') });
  });
});
