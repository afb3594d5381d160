// npm run test:engine [-- VITEST ARGUMENTS]: the tests that need a real engine, on the one that docker-labs finds.
// DOCKER_LABS_BASES=real|standins|auto chooses the base images (auto: what is there, else pulled, else stand-ins).
import { execa } from 'execa';
import { baseChoice, prepareBases } from '../test/e2e/standins/bases.ts';
import { findEngine } from '../test/e2e/standins/connect.ts';

const choice = baseChoice(process.env.DOCKER_LABS_BASES);
const engine = await findEngine();
if (engine.docker === undefined) {
  console.log(`engine tests skipped: no container engine found (${engine.why})`);
} else {
  console.log(`engine tests on ${engine.host}: ${await prepareBases(engine.docker, choice, console.log)}`);
  const args = ['vitest', 'run', '--project', 'engine', ...process.argv.slice(2)];
  const run = await execa('npx', args, {
    stdio: 'inherit',
    reject: false,
    env: { DOCKER_HOST: engine.host },
  });
  process.exitCode = run.exitCode ?? 1;
}
