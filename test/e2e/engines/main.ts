// npm run test:engines [-- --only ID,ID] [--quick] [-- VITEST ARGUMENTS]: installs nothing; unpacks each engine from
// Debian's archives, starts it for itself, runs the core of the engine tests on it, and prints a table at the end.
// --quick leaves out the labs and most checks: what differs between engines, on one small base. Root only.
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Docker from 'dockerode';
import { execa } from 'execa';
import { HOSTS } from '../engine/hosts.ts';
import { installDocker } from '../engine/install.ts';
import { IMAGES } from '../standins/catalogue.ts';
import { provide } from '../standins/load.ts';
import { ENGINES, type EngineKind } from './kinds.ts';
import { obtain } from './obtain.ts';
import { anyFailed, type Row, type SuiteReport, table } from './table.ts';

const QUICK = ['engine-build', 'engine-image', 'engine-run', 'checks-round', 'checks-rebuild'];
const CORE = [...QUICK, 'engine-lost', 'engine-leftovers', 'checks-verdicts', 'e2e/labs-'];

const { values, positionals } = parseArgs({
  options: { only: { type: 'string' }, quick: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const wanted = ENGINES.filter(({ id }) => values.only?.split(',').includes(id) ?? true);
if (wanted.length === 0) {
  console.error(`--only knows ${ENGINES.map(({ id }) => id).join(', ')}`);
  process.exit(2);
}

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());

/** apt's last words, where it was apt that failed. */
function words(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message?: string };
  const lines = (stderr || message || String(error)).trim().split('\n');
  return lines.at(-1) ?? '';
}

async function row(kind: EngineKind): Promise<Row> {
  if (process.getuid?.() !== 0) return { engine: kind.id, absent: 'an engine of its own needs root' };
  const root = await obtain(kind).catch((error: unknown) => ({ why: words(error) }));
  if (typeof root !== 'string')
    return { engine: kind.id, absent: `Debian's archives do not give it: ${root.why}` };
  const started = performance.now();
  const engine = await kind.start(root);
  try {
    const docker = new Docker({ socketPath: engine.host.slice('unix://'.length) });
    const { Version } = await docker.version();
    const name = `${kind.id} (${Version})`;
    console.log(`=== ${name} at ${engine.host}`);
    const bases = values.quick ? IMAGES.filter(({ tags }) => tags.includes('node:24-alpine')) : IMAGES;
    await provide(docker, bases, console.log);
    const report = await suite(engine.host);
    return { engine: name, report, seconds: (performance.now() - started) / 1000 };
  } finally {
    await engine.stop();
  }
}

async function suite(host: string): Promise<SuiteReport> {
  const reports = await mkdtemp(join(tmpdir(), 'docker-labs-engines-'));
  try {
    const file = join(reports, 'report.json');
    const files = positionals.length > 0 ? positionals : values.quick ? QUICK : CORE;
    const how = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    await execa('npx', ['vitest', 'run', '--project', 'engine', ...how, ...files], {
      stdio: 'inherit',
      reject: false,
      // .ci/run's folder would send vitest's own JSON report there in place of the file asked for: it is copied below.
      env: { DOCKER_HOST: host, [HOSTS]: '', DOCKER_LABS_TEST_WRONG: 'no', DOCKER_LABS_TEST_REPORTS: '' },
      cancelSignal: stopping.signal,
    });
    const all = process.env.DOCKER_LABS_TEST_REPORTS;
    if (all) await copyFile(file, join(all, `engines-${process.pid}-${performance.now()}.json`));
    return JSON.parse(await readFile(file, 'utf8')) as SuiteReport;
  } finally {
    await rm(reports, { recursive: true, force: true });
  }
}

await installDocker();
const rows: Row[] = [];
for (const kind of wanted) {
  if (stopping.signal.aborted) break;
  try {
    rows.push(await row(kind));
  } catch (error) {
    // Stopped in the middle of an engine's tests: those before it are still told.
    if (!stopping.signal.aborted) throw error;
  }
}
console.log(`\n${table(rows).join('\n')}`);
const none = rows.length > 0 && rows.every(({ absent }) => absent !== undefined);
// Where the archives should be there, no engine at all is a fault.
process.exitCode = stopping.signal.aborted ? 130 : anyFailed(rows) || (none && process.env.CI) ? 1 : 0;
