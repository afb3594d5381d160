// npm run test:engine [-- VITEST ARGUMENTS]: the tests that need a real engine, on the one that docker-labs finds.
// DOCKER_LABS_BASES=real|standins|auto chooses the base images (auto: what is there, else pulled, else stand-ins).
// DOCKER_LABS_TEST_HOSTS=unix://…,unix://… names several engines instead: as many files run at the same time.
import { execa } from 'execa';
import { HOSTS, testHosts } from '../test/e2e/engine/hosts.ts';
import { baseChoice, prepareBases } from '../test/e2e/standins/bases.ts';
import { findEngines } from '../test/e2e/standins/connect.ts';

const choice = baseChoice(process.env.DOCKER_LABS_BASES);
const engines = await findEngines(testHosts());
const there = engines.filter((engine) => engine.docker !== undefined);
const absent = engines.find((engine) => engine.docker === undefined);
if (absent) {
  console.log(`engine tests skipped: no container engine found (${absent.why})`);
} else {
  // One after the other: the first assembles what is missing, and the others find it.
  for (const { docker, host } of there)
    console.log(`engine tests on ${host}: ${await prepareBases(docker, choice, console.log)}`);
  const hosts = there.map(({ host }) => host);
  const args = ['vitest', 'run', '--project', 'engine', ...process.argv.slice(2)];
  const run = await execa('npx', args, {
    stdio: 'inherit',
    reject: false,
    env: { DOCKER_HOST: hosts[0], [HOSTS]: hosts.join() },
  });
  process.exitCode = run.exitCode ?? 1;
}
