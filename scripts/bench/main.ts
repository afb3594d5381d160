// npm run bench: medians of what a learner waits for, each beside its floor, measured in the same run. Prints
// figures and ratios, judges nothing. The engine's part needs an engine with Lab 1's images (built if need be).
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { judgeLab } from '../../src/checks/round.ts';
import { practiceEngineFor } from '../../src/commands/practice.ts';
import { loadCourse } from '../../src/course/load.ts';
import type { Lab } from '../../src/course/types.ts';
import { discoverEngine } from '../../src/engine/discover.ts';
import type { Engine } from '../../src/engine/types.ts';
import { plural } from '../../src/text/counted.ts';
import { watchedEngine } from '../../test/helpers/counting-engine.ts';
import { grading } from './grading.ts';
import { growth } from './growth.ts';
import { keysOfTheBundle } from './keys-bundle.ts';
import { layOutSolution } from './lay-out.ts';
import { layersOfLargeImages } from './layers.ts';
import { figuresOf, line, measure } from './measure.ts';
import { learnyounode, minimalApp, startInTerminal } from './screens.ts';
import { typing } from './typing.ts';

const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const node = (...args: string[]) => execFileSync(process.execPath, args, { stdio: 'ignore' });

const course = await loadCourse();
const dir = mkdtempSync(join(tmpdir(), 'docker-labs-bench-'));
try {
  await processes();
  await screens();
  console.log(line('a key, while 10,000 log lines stream', await keysOfTheBundle()));
  await practice();
  await growth(course, practiceEngineFor(course), dir);
  await grading(course, program, dir);
  await onEngine();
} finally {
  rmSync(dir, { recursive: true, force: true });
}

async function processes(): Promise<void> {
  const bare = await measure(() => node('-e', '0'));
  console.log(line('node -e 0', bare));
  const floor = { name: 'node -e 0', figures: bare };
  console.log(line('docker-labs --version', await measure(() => node(program, '--version')), floor));
  console.log(line('docker-labs --help', await measure(() => node(program, '--help')), floor));
}

/** The first screen and the memory of the idle program, each beside the least app and a peer, turn by turn. */
async function screens(): Promise<void> {
  const minimal = await minimalApp(dir, fileURLToPath(new URL('../..', import.meta.url)));
  const peer = await learnyounode(dir);
  if (!peer) console.log('learnyounode: skipped, npm could not install it');
  const programs = [
    { name: 'minimal ink app', command: [process.execPath, minimal], shown: /ready/ },
    ...(peer ? [{ name: 'learnyounode menu', command: [process.execPath, peer], shown: /HELLO WORLD/ }] : []),
    {
      name: 'docker-labs start',
      command: [process.execPath, program, 'start', '--engine', 'practice'],
      shown: /Checklist/,
    },
  ];
  const times = new Map<string, number[]>();
  const memory = new Map<string, number[]>();
  for (let turn = 0; turn < 6; turn += 1)
    for (const { name, command, shown } of programs) {
      const { ms, resident } = await startInTerminal(command, dir, shown);
      // The first turn lays out the workspace and warms the disk.
      if (turn === 0) continue;
      times.set(name, [...(times.get(name) ?? []), ms]);
      memory.set(name, [...(memory.get(name) ?? []), resident / 1e6]);
    }
  const mine = figuresOf(times.get('docker-labs start') ?? []);
  for (const { name } of programs.slice(0, -1)) {
    console.log(line('first screen', mine, { name, figures: figuresOf(times.get(name) ?? []) }));
    const [own, floor] = ['docker-labs start', name].map((one) => figuresOf(memory.get(one) ?? []).median);
    const ratio = ((own ?? 0) / (floor ?? 1)).toFixed(2);
    console.log(`resident memory, idle: ${own?.toFixed(0)} MB, ${ratio} x ${name} (${floor?.toFixed(0)} MB)`);
  }
}

async function practice(): Promise<void> {
  const engine = practiceEngineFor(course);
  for (const lab of course.labs) {
    const labDir = join(dir, lab.folder);
    layOutSolution(lab, labDir);
    const figures = await measure(() => judgeLab({ lab, labDir, engine }), 15);
    console.log(line(`practice: a round, ${lab.id}`, figures));
    const saved = await typing(lab, engine, join(dir, `typing-${lab.folder}`, lab.folder));
    console.log(line(`practice: saved file to verdicts, ${lab.id}`, saved));
    const still = await measure(() => judgeLab({ lab, labDir }), 50, 20);
    console.log(line(`no engine: static checks, ${lab.id}`, still));
  }
}

async function onEngine(): Promise<void> {
  const { engine } = await discoverEngine({ choice: 'auto' });
  if (!engine) {
    console.log('engine: skipped, no container engine found');
    return;
  }
  try {
    for (const lab of course.labs) await judging(lab, engine);
    await layersOfLargeImages(engine, dir);
  } finally {
    await engine.close();
  }
}

/** What takes more than a look at an image: a container, a build, a scan, its layers. */
const MORE_THAN_A_LOOK = /^(run\.|health\.becomes|pid1|build\.|secret\.|layers\.|scan\.|script\.|pipeline\.)/;

/** Judging images that are built, against the calls to the engine that it makes, made all at once and judged by nobody. */
async function judging(lab: Lab, engine: Engine): Promise<void> {
  const labDir = join(dir, lab.folder);
  await judgeLab({ lab, labDir, engine });
  const steps = lab.steps.filter((step) => !step.checks.some((check) => MORE_THAN_A_LOOK.test(check.id)));
  const look = (by: Engine) =>
    judgeLab({ lab, labDir, engine: by, steps: steps.map((step) => step.id), build: 'never' });
  if (steps.length > 0) {
    const calls: (() => unknown)[] = [];
    const watched = watchedEngine(engine, (_, again) => calls.push(again));
    await look(watched);
    calls.length = 0; // the files of an image are read once
    await look(watched);
    const floor = await measure(() => Promise.all(calls.map((call) => call())), 15, 3);
    const name = `${engine.kind}: ${plural(steps.length, 'step')} judged by looking, ${lab.id}`;
    console.log(
      line(name, await measure(() => look(engine), 15, 3), {
        name: `its ${calls.length} calls`,
        figures: floor,
      }),
    );
  }
  console.log(
    line(
      `${engine.kind}: whole lab judged, ${lab.id}`,
      await measure(() => judgeLab({ lab, labDir, engine }), 3),
    ),
  );
}
