import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { stepRecord } from '../../src/progress/record.ts';
import { ProgressStore } from '../../src/progress/store.ts';
import { courseFixture } from '../helpers/course.ts';

// 1,000 kills take minutes: `npm run fuzz` makes them; an ordinary run makes a few (store.test.ts, too).
const KILLS = process.env.DOCKER_LABS_FUZZ_RUNS === undefined ? 12 : 1000;
const AT_ONCE = 4;
const helper = fileURLToPath(new URL('../helpers/save-many.ts', import.meta.url));

/**
 * Kills a process that saves without end, at a random moment, again and again in one folder.
 * @returns how many kills there were, and how many saves survived them
 */
async function killAgainAndAgain(dir: string, kills: number): Promise<{ killed: number; saved: number }> {
  let killed = 0;
  let least = 0;
  while (killed < kills) {
    const child = spawn(process.execPath, ['--import', 'tsx', helper, dir, 'killed', '1000000'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let reported = 0;
    let timer: NodeJS.Timeout | undefined;
    child.stdout.on('data', (data: Buffer) => {
      reported += data.toString().split('\n').filter(Boolean).length;
      // From its first save on, at any moment of the next few.
      timer ??= setTimeout(() => child.kill('SIGKILL'), Math.random() * 40);
    });
    await new Promise((resolve) => child.on('exit', resolve));
    clearTimeout(timer);
    killed += 1;
    least += reported;
    // Whole JSON, nothing put aside, and all that was reported as saved.
    JSON.parse(readFileSync(join(dir, 'progress.json'), 'utf8'));
    const store = new ProgressStore(dir, courseFixture());
    const { tries } = stepRecord(store.read(), 'basic', 'killed');
    expect(store.warnings).toEqual([]);
    expect(tries).toBeGreaterThanOrEqual(least);
    least = tries;
  }
  expect(readdirSync(dir).filter((name) => name.includes('corrupt'))).toEqual([]);
  return { killed, saved: least };
}

it(`${KILLS} kills -9 while saving lose and tear nothing`, { timeout: 120_000 + KILLS * 8_000 }, async () => {
  const dirs = Array.from({ length: AT_ONCE }, () => mkdtempSync(join(tmpdir(), 'docker-labs-killed-')));
  try {
    const results = await Promise.all(dirs.map((dir) => killAgainAndAgain(dir, Math.ceil(KILLS / AT_ONCE))));
    expect(results.reduce((sum, { killed }) => sum + killed, 0)).toBeGreaterThanOrEqual(KILLS);
    expect(results.every(({ saved }) => saved > 0)).toBe(true);
  } finally {
    for (const dir of dirs) rmSync(dir, { recursive: true, force: true });
  }
});
