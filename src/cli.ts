#!/usr/bin/env node
import { readFileSync } from 'node:fs';

// `docker-labs list | head` closes the pipe early: that is an end, not a fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  // Answered before anything is loaded: scripts ask this often.
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  console.log(version);
} else {
  const { run } = await import('./commands/program.ts');
  process.exitCode = await run(argv);
  // What was stopped with the screens (a scan, a run) still removes its container.
  if (argv[0] === 'start') await (await import('./engine/cleanup.ts')).removeLeftovers();
  // A connection that an engine never closes must not keep the learner from the shell: where something still
  // holds the program a second after its screens are gone, it ends all the same.
  if (argv[0] === 'start') setTimeout(() => process.exit(), 1000).unref();
}
