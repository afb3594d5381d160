import { execaSync } from 'execa';

/** Why a test cannot have an engine of its own here; undefined when it can. */
export function noPrivateEngine(): string | undefined {
  if (process.getuid?.() !== 0) return 'not root';
  const { exitCode } = execaSync('dockerd', ['--version'], { reject: false });
  return exitCode === 0 ? undefined : 'no dockerd on this machine';
}
