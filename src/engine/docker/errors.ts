import { EngineError, Interrupted, LabError } from '../../errors.ts';
import { sanitiseLine } from '../../text/sanitise.ts';
import type { Endpoint } from '../endpoint.ts';

/** What a call was for; chooses the wording of its error. */
export type Doing = 'ask' | 'build' | 'read the image' | 'run the container' | 'remove';

/** Connection errors: the engine was there when it was found, so it is gone or going. */
const LOST = new Set([
  'ENOENT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'ESSH',
]);

/** A foreign error of a call to the engine, as one of ours. Ours pass unchanged. */
export function toEngineError(
  error: unknown,
  about: { doing: Doing; endpoint: Endpoint; signal?: AbortSignal },
): LabError {
  if (about.signal?.aborted) return new Interrupted(undefined, { cause: error });
  if (error instanceof LabError) return error;
  const { code, statusCode, message, syscall } = fields(error);
  const options = { cause: error };
  if ((code === 'EACCES' || code === 'EPERM') && syscall === 'connect') {
    return new EngineError(
      'engine-forbidden',
      `You may not use the container engine at ${about.endpoint.url}.`,
      'docker-labs doctor says what to do about it.',
      options,
    );
  }
  // ENOENT of a connection: the socket went; of anything else: a file of the reader's.
  const lost = code !== undefined && LOST.has(code) && (code !== 'ENOENT' || syscall === 'connect');
  if (lost || message === 'aborted' || message === 'socket hang up') {
    return engineLost(about.endpoint, options);
  }
  if (/no space left on device/i.test(message)) return diskFull(message, options);
  const detail = sanitiseLine(engineWords(error, message));
  if (about.doing === 'run the container' && statusCode !== undefined && statusCode !== 404) {
    return startTrouble(detail, options);
  }
  if (statusCode === 404) {
    return new EngineError(
      /no such image|image not known|no such object/i.test(detail) ? 'image-absent' : 'engine-failed',
      `The engine could not ${about.doing}: ${detail}.`,
      'Build it first (docker-labs build LAB), then try again.',
      options,
    );
  }
  return new EngineError(
    'engine-failed',
    `The engine could not ${about.doing === 'ask' ? 'answer' : about.doing}: ${detail}.`,
    'Look at the engine itself (docker info; docker-labs doctor), then try again.',
    options,
  );
}

/** Throws `Interrupted` when the signal has aborted. */
export function refuseAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new Interrupted(undefined, { cause: signal.reason });
}

/** The engine ended or was restarted while it was at work for us. */
export function engineLost(endpoint: Endpoint, options?: ErrorOptions): EngineError {
  return new EngineError(
    'engine-lost',
    `The container engine at ${endpoint.url} went away in the middle of the work.`,
    'Nothing of yours is judged. See that the engine runs (docker info), then try again.',
    options,
  );
}

/** The engine's disk is full. */
export function diskFull(detail: string, options?: ErrorOptions): EngineError {
  return new EngineError(
    'disk-full',
    `The engine's disk is full: ${sanitiseLine(detail)}.`,
    'docker-labs clean --yes removes what docker-labs made; docker system df shows the rest.',
    options,
  );
}

/** What the engine says when it is the image that cannot be run: no such program, user or folder, no command. */
const IMAGE_AT_FAULT =
  /executable file not found|no such file or directory|not a directory|is a directory|exec format error|permission denied: unknown|exec: .*: permission denied|unable to find (?:user|group)|no matching entries in (?:passwd|group)|no users found|no command specified|no command or entrypoint|starting container process caused|invalid (?:user|reference)|read-only file system/i;

function startTrouble(detail: string, options: ErrorOptions): EngineError {
  return IMAGE_AT_FAULT.test(detail)
    ? new EngineError(
        'engine-failed',
        `The container does not start: ${detail}.`,
        'Look at the image: its ENTRYPOINT, CMD, USER and WORKDIR.',
        options,
      )
    : new EngineError(
        'tool-broke',
        `The engine could not run the container: ${detail}.`,
        'Look at the engine itself (docker info; docker-labs doctor), then try again.',
        options,
      );
}

function fields(error: unknown): { code?: string; syscall?: string; statusCode?: number; message: string } {
  const value = (error ?? {}) as Record<'code' | 'syscall' | 'statusCode' | 'message', unknown>;
  return {
    ...(typeof value.syscall === 'string' ? { syscall: value.syscall } : {}),
    ...(typeof value.code === 'string' ? { code: value.code } : {}),
    ...(typeof value.statusCode === 'number' ? { statusCode: value.statusCode } : {}),
    message: typeof value.message === 'string' ? value.message : String(error),
  };
}

/** docker-modem wraps the engine's words: `(HTTP code 409) unexpected - conflict: … `. */
function engineWords(error: unknown, message: string): string {
  const json = (error as { json?: { message?: unknown; cause?: unknown } } | undefined)?.json;
  const words = typeof json?.message === 'string' ? json.message : message;
  return words.replace(/^\(HTTP code \d+\) [^-]* - /, '').replace(/[.\s]+$/, '');
}
