import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { judgeLab } from '../../src/checks/round.ts';
import type { Lab } from '../../src/course/types.ts';
import type { Engine } from '../../src/engine/types.ts';
import { watcher } from '../../src/session/watch.ts';
import { layOutSolution } from './lay-out.ts';
import { type Figures, figuresOf } from './measure.ts';

/** Between two saves, milliseconds: longer than any round. */
const PAUSE = 400;

/**
 * From the moment at which an editor has saved the lab's Dockerfile to the verdicts: the file event, the pause that makes
 * a burst of events one save, and the round itself. Steps that a script of the learner's is run for follow when it ends.
 *
 * @param dir an empty folder for the lab's files
 */
export async function typing(lab: Lab, engine: Engine, dir: string, runs = 40): Promise<Figures> {
  mkdirSync(dir, { recursive: true });
  layOutSolution(lab, dir);
  const file = join(dir, lab.manifest.edits[0] ?? 'Dockerfile');
  let answered = (_: number) => {};
  let watching = () => {};
  const ready = new Promise<void>((resolve) => {
    watching = resolve;
  });
  const stop = watcher.watch(
    dir,
    async () => {
      const told = () => answered(performance.now());
      await judgeLab({ lab, labDir: dir, engine, onEarly: told });
      told();
    },
    () => watching(),
  );
  await ready;
  const times: number[] = [];
  for (let run = 0; run <= runs; run += 1) {
    await sleep(PAUSE);
    const answer = new Promise<number>((resolve) => {
      answered = resolve;
    });
    appendFileSync(file, '# \n');
    const saved = performance.now();
    times.push((await answer) - saved);
  }
  await stop();
  return figuresOf(times.slice(1)); // the first one loads what the others find loaded
}
