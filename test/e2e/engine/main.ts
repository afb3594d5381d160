// node --import tsx test/e2e/engine/main.ts COMMAND [ARGUMENT…]: runs the command with a real engine of its own, which
// DOCKER_HOST names, then ends the engine and removes whatever it made. The exit code is the command's.
import { spawn } from 'node:child_process';
import { installDocker } from './install.ts';
import { type PrivateEngine, startPrivateEngine } from './private-engine.ts';

const [command, ...args] = process.argv.slice(2);
if (command === undefined) {
  console.error('usage: node --import tsx test/e2e/engine/main.ts COMMAND [ARGUMENT…]');
  process.exit(2);
}

/** Signals end the command; the engine is taken down after it, in any case. */
async function runWith(engine: PrivateEngine, program: string): Promise<number> {
  const env = { ...process.env, DOCKER_HOST: engine.host };
  // A process group of its own, so that a signal reaches whatever the command has started.
  const child = spawn(program, args, { stdio: 'inherit', env, detached: true });
  const pass = (signal: NodeJS.Signals) => child.pid !== undefined && process.kill(-child.pid, signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, pass);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 130));
  });
}

await installDocker();
const engine = await startPrivateEngine();
console.log(`A private engine runs at ${engine.host}`);
try {
  process.exitCode = await runWith(engine, command);
} finally {
  await engine.stop();
  console.log('The private engine has ended.');
}
