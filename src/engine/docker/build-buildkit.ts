import { basename } from 'node:path';
import { EngineError } from '../../errors.ts';
import { sanitiseLine } from '../../text/sanitise.ts';
import type { BuildOutcome } from '../types.ts';
import { credentialsFor } from './auth.ts';
import type { BuildJob } from './build.ts';
import { buildQuery } from './build-query.ts';
import { decodeTrace } from './buildkit-trace.ts';
import { diskFull, engineLost, toEngineError } from './errors.ts';
import { buildFailure } from './failure.ts';
import { isWholeContext, type SyncCall, serveFiles } from './file-sync.ts';
import { imageUse } from './image-line.ts';
import { jsonLines } from './ndjson.ts';
import { openSession, type SessionServices } from './session.ts';
import { stepPlace } from './step-line.ts';
import { StepTracker } from './step-tracker.ts';

/** One line of the build's answer. */
interface BuildLine {
  id?: string;
  aux?: string | { ID?: string };
  error?: string;
  errorDetail?: { message?: string };
}

/** Builds with the BuildKit inside Docker. */
export async function buildWithBuildKit(job: BuildJob): Promise<BuildOutcome> {
  const { client, request, around, onEvent, dockerfile, signal } = job;
  const context = await contextFor(job);
  const session = await openSession(
    client,
    {
      credentials: async (host) => (request.anonymous ? undefined : credentialsFor(host, around)),
      secrets: request.secrets ?? {},
      files: context.files,
    },
    signal,
  );
  const steps = new StepTracker(onEvent, (name) => dockerfile && stepPlace(name, dockerfile));
  try {
    const stream = await client.stream('POST', '/build', {
      query: {
        ...buildQuery(request),
        dockerfile: basename(request.dockerfile),
        remote: 'client-session',
        version: '2',
        session: session.id,
      },
      doing: 'build',
      ...(signal ? { signal } : {}),
    });
    let imageId: string | undefined;
    let error: string | undefined;
    for await (const line of jsonLines<BuildLine>(stream)) {
      if (line.id === 'moby.buildkit.trace' && typeof line.aux === 'string')
        steps.take(decodeTrace(line.aux));
      else if (line.id === 'moby.image.id' && typeof line.aux === 'object') imageId = line.aux.ID;
      else if (line.error !== undefined) error = line.errorDetail?.message || line.error;
    }
    signal?.throwIfAborted();
    steps.end({ succeeded: error === undefined && imageId !== undefined });
    const unreadable = context.error();
    if (unreadable) throw unreadable;
    return outcome(job, steps, imageId, error);
  } catch (error) {
    throw toEngineError(context.error() ?? error, {
      doing: 'build',
      endpoint: client.endpoint,
      ...(signal ? { signal } : {}),
    });
  } finally {
    session.close();
  }
}

/**
 * The context, served file by file as the docker CLI does. An uploaded tar would not do: BuildKit hides no
 * Dockerfile in it from COPY, and Docker 23 to 27 with the containerd image store cannot read one at all
 * (moby/moby#47717).
 */
async function contextFor({ request, onEvent }: BuildJob): Promise<{
  files: NonNullable<SessionServices['files']>;
  /** What went wrong with a file of ours while it was served. */
  error(): Error | undefined;
}> {
  const { context } = request;
  const total = context.bytes;
  let said = -1;
  const say = (sent: number) => {
    if (sent > said) onEvent({ type: 'context', sent, total });
    said = Math.max(said, sent);
  };
  say(0);
  let sent = 0;
  const onSent = (bytes: number) => {
    sent += bytes;
    say(Math.min(total, sent));
  };
  let failure: Error | undefined;
  const serve = async (call: SyncCall) => {
    failure ??= await serveFiles(call, request, onSent);
    // What the engine has from the last time it does not ask for.
    if (isWholeContext(call)) say(total);
  };
  return { files: { key: await context.fingerprint(), serve }, error: () => failure };
}

function outcome(
  { client, dockerfile, started }: BuildJob,
  steps: StepTracker,
  imageId: string | undefined,
  error: string | undefined,
): BuildOutcome {
  const common = { steps: steps.steps, warnings: steps.warnings, ms: performance.now() - started };
  if (error === undefined) {
    // The answer just stopped: the engine ended before it could say how the build went.
    if (!imageId) throw engineLost(client.endpoint);
    return { ...common, ok: true, imageId };
  }
  refuseEngineTrouble(error, client.endpoint);
  const { failed } = steps;
  const failure = buildFailure({
    error,
    ...(failed ? { step: failed } : {}),
    log: failed ? steps.logOf(failed.id) : [],
    syntaxLine: dockerfile?.errors[0]?.line,
    imageUse: (image) => dockerfile && imageUse(image, dockerfile),
  });
  return { ...common, ok: false, failure };
}

/** Errors in the stream that tell of the engine's own end, not of the Dockerfile. */
function refuseEngineTrouble(error: string, endpoint: BuildJob['client']['endpoint']): void {
  if (
    /context cancell?ed|code = (?:Unavailable|Canceled)|transport is closing|error reading from server: EOF|shutting down/i.test(
      error,
    )
  ) {
    throw engineLost(endpoint, { cause: new Error(error) });
  }
  if (/no active sessions?/.test(error)) {
    throw new EngineError(
      'engine-failed',
      `The engine lost its connection for secrets and logins in the middle of the build: ${sanitiseLine(error)}.`,
      'Try again; docker-labs doctor says how the engine does.',
    );
  }
  if (/\/var\/lib\/(?:docker|containerd).*no space left on device/i.test(error)) throw diskFull(error);
}
