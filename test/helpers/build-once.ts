import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Vitest's global set-up: the tests of commands run the bundled program, as a learner does. */
export default function buildOnce(): void {
  try {
    execFileSync(process.execPath, ['scripts/build.mjs'], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      stdio: 'pipe',
    });
  } catch {
    console.error('The program does not build; tests of commands will fail.');
  }
}
