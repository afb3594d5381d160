// npm run fuzz [-- --cases 20000] [VITEST ARGUMENTS]: the property tests, which `npm test` runs with few cases, with 10,000
// each and more;
// 1,000 kills of a process that saves, and four
// processes that save a hundred times each.
import { parseArgs } from 'node:util';
import { execa } from 'execa';

const { values, positionals } = parseArgs({
  options: { cases: { type: 'string', default: '10000' } },
  allowPositionals: true,
});
const cases = Number(values.cases);
if (!Number.isInteger(cases) || cases < 1) {
  console.error(`--cases is ${JSON.stringify(values.cases)}; it has to be a whole number of at least 1`);
  process.exit(2);
}
const run = await execa(
  'npx',
  ['vitest', 'run', '--project', 'unit', 'fuzz', 'progress/store', ...positionals],
  {
    stdio: 'inherit',
    reject: false,
    env: { DOCKER_LABS_FUZZ_RUNS: String(cases) },
  },
);
process.exitCode = run.exitCode ?? 1;
