// tsx scripts/tally.ts FOLDER [BROKEN STEPS]: the last line of .ci/run, from vitest's JSON reports in FOLDER.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Report, tally } from './tally-reports.ts';

const [folder = '.', broken = '0'] = process.argv.slice(2);
const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
const reports = await Promise.all(
  names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Report),
);
const { passed, failed } = tally(reports, Number(broken));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
