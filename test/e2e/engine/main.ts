// node --import tsx test/e2e/engine/main.ts [--engines 2] COMMAND [ARGUMENT…]: runs the command with a real engine of its
// own, which DOCKER_HOST names, or with several, which DOCKER_LABS_TEST_HOSTS names; then ends them and removes whatever
// they made. The exit code is the command's.
import { spawn } from 'node:child_process';
import { HOSTS } from './hosts.ts';
import { installDocker } from './install.ts';
import { type PrivateEngine, startPrivateEngine } from './private-engine.ts';

const several = process.argv[2] === '--engines';
const [command, ...args] = process.argv.slice(several ? 4 : 2);
const count = several ? Number(process.argv[3]) : 1;
if (command === undefined || !(count >= 1)) {
  console.error('usage: node --import tsx test/e2e/engine/main.ts [--engines NUMBER] COMMAND [ARGUMENT…]');
  process.exit(2);
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
// From the start: a signal while an engine starts must not leave it running.
let stopped = false;
for (const signal of SIGNALS) process.on(signal, () => (stopped = true));

/** Signals end the command; the engines are taken down after it, in any case. */
async function runWith(engines: PrivateEngine[], program: string): Promise<number> {
  if (stopped) return 130;
  const hosts = engines.map(({ host }) => host);
  const env = { ...process.env, DOCKER_HOST: hosts[0], [HOSTS]: hosts.join() };
  // A process group of its own, so that a signal reaches whatever the command has started.
  const child = spawn(program, args, { stdio: 'inherit', env, detached: true });
  const pass = (signal: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // It has ended already.
    }
  };
  for (const signal of SIGNALS) process.on(signal, pass);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 130));
  });
}

await installDocker();
const engines: PrivateEngine[] = [];
try {
  while (engines.length < count && !stopped) {
    const engine = await startPrivateEngine();
    engines.push(engine);
    console.log(`A private engine runs at ${engine.host}`);
  }
  process.exitCode = await runWith(engines, command);
} finally {
  await Promise.all(engines.map((engine) => engine.stop()));
  console.log(engines.length > 1 ? 'The private engines have ended.' : 'The private engine has ended.');
}
