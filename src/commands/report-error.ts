import { EXIT, type ExitCode, LabError } from '../errors.ts';
import { paint } from '../plain/paint.ts';
import { capabilities } from '../text/capabilities.ts';

/**
 * Says an error in the two sentences that every error has: what happened, and what to try.
 *
 * @param json then the contract's error document goes to standard output instead
 * @returns the exit code that belongs to it
 */
export function reportError(error: unknown, json: boolean): ExitCode {
  const known =
    error instanceof LabError
      ? error
      : new LabError(
          'bug',
          `docker-labs met a fault of its own: ${error instanceof Error ? error.message : String(error)}`,
          'Please report it with what you did; DOCKER_LABS_DEBUG=1 shows where it happened.',
          EXIT.cannotJudge,
          { cause: error },
        );
  if (json) {
    const { code, message, tryNext } = known;
    process.stdout.write(`${JSON.stringify({ formatVersion: 1, error: { code, message, tryNext } })}\n`);
  } else {
    const pen = capabilities(process.stderr);
    process.stderr.write(`${paint(pen, 'red', 'docker-labs:')} ${known.message}\n${known.tryNext}\n`);
  }
  if (process.env.DOCKER_LABS_DEBUG) process.stderr.write(`${stackOf(error)}\n`);
  return known.exitCode;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause ? `${error.stack}\ncaused by ${stackOf(error.cause)}` : (error.stack ?? error.message);
}
