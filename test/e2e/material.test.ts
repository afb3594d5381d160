import { readFileSync } from 'node:fs';
import { cp, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeLab } from '../../src/checks/round.ts';
import type { Verdict, VerdictStatus } from '../../src/checks/types.ts';
import { loadCourse } from '../../src/course/load.ts';
import type { Lab } from '../../src/course/types.ts';
import type { Engine } from '../../src/engine/types.ts';
import { cachedAsForeseen } from '../helpers/cached-as-foreseen.ts';
import { putUsableClientFirst } from '../helpers/docker-client.ts';
import { removeImage, testEngine } from '../helpers/engine.ts';
import { type Foreseeing, foreseeing } from '../helpers/foreseeing-engine.ts';

// The Dockerfiles of the original material, word for word, as a learner's answer to the lab that teaches them. What
// does not simply pass is pinned here: where the material is wrong or out of date, a verdict says what and why.
const MATERIAL = fileURLToPath(new URL('../fixtures/material', import.meta.url));
const PROJECT = ['build.sh', 'docker-compose.build.yml'];

/** Each once more, after a source file has changed: which of its steps come from the cache. */
const REBUILT = `docker-labs-test:material-again-${process.pid}`;

interface Word {
  status: VerdictStatus;
  line?: number;
  says?: string;
}
interface Case {
  title: string;
  lab: string;
  /** Of the material; without it the starter's. */
  dockerfile?: string;
  /** Laid over the lab's starter, in this order: folders of test/fixtures/material. */
  apps?: string[];
  /** Files besides. */
  files?: Record<string, string>;
  /** Steps that are judged; without it all of them. */
  steps?: string[];
  /** Files of the starter that are not there. */
  without?: string[];
  /** Check -> what it says; every other required check passes, or is unknown where the image does not build. */
  expected: Record<string, Word>;
}

const NODE_18: Word = { status: 'warn', line: 3, says: '2025-04-30' };
const fails = (says: string, line?: number): Word => ({
  status: 'fail',
  says,
  ...(line === undefined ? {} : { line }),
});

const CASES: Case[] = [
  {
    title: 'Lab 1: npm ci --only=production leaves out the compiler that npm run build needs',
    lab: 'basic',
    dockerfile: 'Dockerfile.basic',
    expected: { 'build.succeeds': fails('tsc: not found', 13), 'base.supported': NODE_18 },
  },
  {
    title: 'Lab 1, around a program that needs no devDependencies',
    lab: 'basic',
    dockerfile: 'Dockerfile.basic',
    apps: ['node-app'],
    expected: {
      'base.supported': NODE_18,
      // Both of its stages are the same base, and there was nothing to leave behind.
      'size.reduction': fails('% smaller'),
    },
  },
  {
    title: 'Lab 2: the go tool compiles Dockerfile.go',
    lab: 'go',
    dockerfile: 'Dockerfile.go',
    apps: ['go-app'],
    expected: {
      'build.succeeds': fails('illegal character U+0023', 13),
      'base.supported': { status: 'warn', line: 3, says: '2024-08-13' },
    },
  },
  {
    title: 'Lab 2, with the .dockerignore: a scratch image that runs as root and cannot be stopped cleanly',
    lab: 'go',
    dockerfile: 'Dockerfile.go',
    apps: ['go-app'],
    files: { '.dockerignore': 'Dockerfile*\n' },
    expected: {
      'base.supported': { status: 'warn', line: 3, says: '2024-08-13' },
      'user.nonroot': fails('root', 16),
      'user.numeric': fails('root', 16),
      'run.user': fails('user 0'),
      'pid1.init': fails('2'),
    },
  },
  {
    title: 'Lab 3: COPY . . takes the tests along',
    lab: 'python',
    dockerfile: 'Dockerfile.python',
    expected: { 'files.absent': fails('/app/tests', 29), 'copy.from': fails('all of the build context', 29) },
  },
  {
    title: 'Lab 4: as in Lab 1, the builder lacks the compiler',
    lab: 'secure',
    dockerfile: 'Dockerfile.secure',
    expected: {
      'build.succeeds': fails('tsc: not found', 7),
      'base.supported': { ...NODE_18, line: 2 },
      'health.loopback': { status: 'warn', line: 40 },
    },
  },
  {
    title: 'Lab 4, around a program that needs no devDependencies: COPY . . takes .npmrc into the builder',
    lab: 'secure',
    dockerfile: 'Dockerfile.secure',
    apps: ['node-app'],
    expected: {
      'base.supported': { ...NODE_18, line: 2 },
      'health.loopback': { status: 'warn', line: 40 },
      // The last stage is a fresh one and clean; the lab judges the builder as well, which many push for its cache.
      'secret.layers': fails('npm credentials in /app/.npmrc', 6),
    },
  },
  {
    title: 'Lab 4, with .npmrc kept out of the context: localhost in the probe is a warning',
    lab: 'secure',
    dockerfile: 'Dockerfile.secure',
    apps: ['node-app'],
    files: { '.dockerignore': 'node_modules\n.npmrc\n' },
    expected: {
      'base.supported': { ...NODE_18, line: 2 },
      'health.loopback': { status: 'warn', line: 40 },
    },
  },
  {
    title: 'Lab 6: the syntax directive stands below a comment',
    lab: 'optimize',
    dockerfile: 'Dockerfile.optimize',
    expected: {
      'syntax.directive': fails('line 2', 2),
      'base.supported': { ...NODE_18, line: 4 },
    },
  },
  {
    title:
      'The project: a date that nobody executes, labels that nobody declared, and a scan that lets HIGH through',
    lab: 'pipeline',
    // Written over the starter's files, which may be run.
    files: Object.fromEntries(PROJECT.map((name) => [name, readFileSync(join(MATERIAL, name), 'utf8')])),
    steps: ['compose', 'values', 'strict', 'push', 'gates'],
    expected: {
      'compose.valid': fails('never executed', 11),
      'script.strict': fails('nounset', 4),
      'pipeline.pushes': fails('no label org.opencontainers.image.revision', 12),
      'pipeline.gates': fails('does not ask for HIGH', 21),
    },
  },
];

let engine: Engine;
/** The same without predictions, of which the second of one build would find all of it cached. */
let real: Engine;
let foreseen: Foreseeing;
let labs: Map<string, Lab>;
beforeAll(async () => {
  await putUsableClientFirst();
  const course = await loadCourse();
  real = await testEngine();
  foreseen = await foreseeing(real, course);
  ({ engine } = foreseen);
  labs = new Map(course.labs.map((lab) => [lab.id, withOwnTags(lab)]));
});
afterAll(async () => {
  await removeImage(engine, REBUILT).catch(() => undefined);
  for (const { manifest } of labs.values()) {
    for (const { tag } of Object.values(manifest.images))
      await removeImage(engine, tag).catch(() => undefined);
  }
  await engine.close();
});

function withOwnTags(lab: Lab): Lab {
  const images = Object.entries(lab.manifest.images).map(([name, image]) => {
    return [name, { ...image, tag: `docker-labs-test:material-${lab.id}-${name}-${process.pid}` }] as const;
  });
  return { ...lab, manifest: { ...lab.manifest, images: Object.fromEntries(images) } };
}

async function judge(one: Case) {
  const { lab: id, dockerfile, apps = [], files = {}, steps, without = [], expected } = one;
  const whole = labs.get(id);
  if (!whole) throw new Error(`no lab ${id}`);
  const lab = { ...whole, steps: whole.steps.filter((step) => steps?.includes(step.id) ?? true) };
  const labDir = await realpath(await mkdtemp(join(tmpdir(), 'docker-labs-material-')));
  try {
    await cp(lab.starterDir, labDir, { recursive: true });
    for (const app of apps) await cp(join(MATERIAL, app), labDir, { recursive: true });
    for (const path of without) await rm(join(labDir, path), { recursive: true });
    for (const [path, text] of Object.entries(files)) await writeFile(join(labDir, path), text);
    if (dockerfile !== undefined) await cp(join(MATERIAL, dockerfile), join(labDir, dockerfile));
    const report = await judgeLab({ lab, labDir, engine, today: '2026-11-23' });
    const builds = dockerfile !== undefined && !('build.succeeds' in expected);
    const what = { dir: labDir, dockerfile: dockerfile ?? '', tag: REBUILT };
    return { report, rebuilt: builds ? await cachedAsForeseen(what, real, foreseen.practice) : undefined };
  } finally {
    await rm(labDir, { recursive: true, force: true });
  }
}

/** What of a verdict is not as pinned. */
function misfits(verdict: Verdict, { status, line, says }: Word): string[] {
  const words = [verdict.actual, verdict.tryNext, ...verdict.evidence.map((one) => one.text)].join('\n');
  const lines = verdict.evidence.map((one) => one.line);
  return [
    ...(verdict.status === status ? [] : [`${verdict.id} is ${verdict.status}: ${verdict.actual}`]),
    ...(line === undefined || lines.includes(line) ? [] : [`${verdict.id} blames ${lines}, not ${line}`]),
    ...(says === undefined || words.includes(says) ? [] : [`${verdict.id} does not say "${says}": ${words}`]),
  ];
}

describe('the material’s own Dockerfiles', () => {
  it.each(CASES.map((one) => [one.title, one] as const))('%s', async (_, one) => {
    const { report, rebuilt } = await judge(one);
    expect(rebuilt?.wrong ?? [], `made: ${rebuilt?.made.join('; ')}`).toEqual([]);
    const verdicts = report.steps.flatMap((step) => step.checks);
    const builds = !('build.succeeds' in one.expected);
    const others = verdicts.filter(({ id }) => !(id in one.expected));
    const fine = new Set<VerdictStatus>(builds ? ['pass'] : ['pass', 'unknown']);
    expect(
      others.filter(({ status }) => !fine.has(status)).map(({ id, status, actual }) => [id, status, actual]),
    ).toEqual([]);
    for (const [id, word] of Object.entries(one.expected)) {
      const said = verdicts.filter((verdict) => verdict.id === id);
      expect(said.length, id).toBeGreaterThan(0);
      // A check may be asked in several steps, or ways of running; the pinned word is that of one at least.
      const best = said.map((verdict) => misfits(verdict, word)).sort((a, b) => a.length - b.length)[0];
      expect(best).toEqual([]);
    }
  });

  it('are built as the practice engine foresees, field by field', () => {
    expect(foreseen.builds()).toBeGreaterThan(0);
    expect(foreseen.differences).toEqual([]);
  });
});
