import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Course } from '../../src/course/types.ts';
import type { ExportDocument } from '../../src/reports/export/schema.ts';
import { sealExport } from '../../src/reports/export/sign.ts';
import { gradeFiles } from '../../src/reports/grade/class.ts';
import { DEFAULT_RULES } from '../../src/reports/grade/rules.ts';
import { canonicalJson, sha256 } from '../../src/text/canonical.ts';
import { exportOf, newKey } from '../../test/helpers/exports.ts';
import { learner } from '../../test/helpers/school-class.ts';
import { figuresOf, line } from './measure.ts';

const CLASS = 1000;
/** Attempts that make an export of about 100 KB. */
const ROUNDS = 62;
const TURNS = 5;

/** A class of 1,000 that hands in 100 KB each: the time to grade it beside reading and hashing it, and the memory it takes. */
export async function grading(course: Course, program: string, dir: string): Promise<void> {
  const all = join(dir, 'class');
  const part = join(dir, 'class-part');
  const bytes = await writeClass(course, all, part);
  const files = readdirSync(all).map((name) => join(all, name));
  const means = { course, rules: DEFAULT_RULES };
  const readAndHash = async () => {
    for (const file of files) sha256(await readFile(file));
  };
  const times = { floor: [] as number[], graded: [] as number[], tenth: [] as number[] };
  // Turn by turn, so that a busy machine slows both; the first turn warms the disk.
  for (let turn = 0; turn <= TURNS; turn++) {
    const floor = await timed(readAndHash);
    const graded = await timed(() => gradeFiles(files, means));
    const tenth = await timed(() => gradeFiles(files.slice(0, CLASS / 10), means));
    if (turn === 0) continue;
    times.floor.push(floor);
    times.graded.push(graded);
    times.tenth.push(tenth);
  }
  const name = `grade: ${CLASS} exports of ${Math.round(bytes / CLASS / 1000)} KB`;
  const floor = { name: 'reading and hashing them', figures: figuresOf(times.floor) };
  console.log(line(name, figuresOf(times.graded), floor));
  console.log(
    line(name, figuresOf(times.graded), { name: 'a tenth of them', figures: figuresOf(times.tenth) }),
  );
  if (forgetFiles()) {
    const cold = { floor: [] as number[], graded: [] as number[] };
    for (let turn = 0; turn < TURNS; turn++) {
      forgetFiles();
      cold.floor.push(await timed(readAndHash));
      forgetFiles();
      cold.graded.push(await timed(() => gradeFiles(files, means)));
    }
    const read = { name: 'reading and hashing them', figures: figuresOf(cold.floor) };
    console.log(line(`${name}, from a cold disk`, figuresOf(cold.graded), read));
  } else console.log(`${name}, from a cold disk: skipped, only root can make the system forget files`);
  const [most, least] = [all, part].map((folder) => peakMemory(program, folder));
  console.log(
    `${name}, memory at most: ${most?.toFixed(0)} MB, ${((most ?? 0) / (least ?? 1)).toFixed(2)} x a tenth of them (${least?.toFixed(0)} MB)`,
  );
}

/** Makes the system forget what of files it keeps in memory (proc(5), drop_caches). False where it may not be asked to. */
function forgetFiles(): boolean {
  try {
    execFileSync('sync');
    writeFileSync('/proc/sys/vm/drop_caches', '1');
    return true;
  } catch {
    return false;
  }
}

/** Milliseconds. */
async function timed(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

/** Peak resident memory of the program that grades a folder. Megabytes. */
function peakMemory(program: string, folder: string): number {
  const tell = 'process.on("exit", () => process.stdout.write("peak " + process.resourceUsage().maxRSS))';
  const args = ['--import', `data:text/javascript,${encodeURIComponent(tell)}`, program, 'grade', folder];
  const said = execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1e9 });
  return (Number(/peak (\d+)$/.exec(said)?.[1]) * 1024) / 1e6;
}

/** @returns bytes of all of them */
async function writeClass(course: Course, all: string, part: string): Promise<number> {
  const plan = learner(course, 0);
  let left = ROUNDS;
  const parts = [plan, ...(plan.more ?? [])].map((one) => {
    const rounds = one.rounds?.slice(0, left) ?? [];
    left -= rounds.length;
    return { ...one, rounds };
  });
  const [first, ...more] = parts.filter(({ rounds }) => rounds.length > 0);
  const document = await exportOf(course, { ...plan, ...first, more });
  mkdirSync(all);
  mkdirSync(part);
  let bytes = 0;
  for (let index = 0; index < CLASS; index++) {
    const text = sealExport(asOf(document, index), newKey());
    bytes += text.length;
    writeFileSync(join(all, `${index}.json`), text);
    if (index % 10 === 0) writeFileSync(join(part, `${index}.json`), text);
  }
  return bytes;
}

/** The same work by another learner: a chain and lines of his own. */
function asOf(document: ExportDocument, index: number): ExportDocument {
  const own = structuredClone(document);
  own.learner = { name: `Learner ${index}`, id: `s${index}` };
  for (const [at, attempt] of own.chain.entries()) {
    const before = own.chain[at - 1];
    attempt.at = new Date(Date.parse(attempt.at) + index * 1000).toISOString();
    if (before) attempt.previous = sha256(canonicalJson(before));
  }
  for (const file of own.labs.flatMap(({ files }) => files))
    if (file.text !== undefined) file.text = file.text.replaceAll(/^(COPY|RUN) /gm, `$1 --x=${index} `);
  return own;
}
