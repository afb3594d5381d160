import type { FileText } from '../../dockerfile/context.ts';
import { findStage } from '../../dockerfile/find-stage.ts';
import { NotJudgeable } from '../../errors.ts';
import { sanitise, sanitiseLine } from '../../text/sanitise.ts';
import type { BuildOutcome, BuildRequest } from '../types.ts';
import type { BuildJob } from './build.ts';
import { buildQuery, contextTar } from './build-query.ts';
import { ClassicSteps } from './classic-steps.ts';
import { isStatus } from './client.ts';
import { engineLost, toEngineError } from './errors.ts';
import { buildFailure } from './failure.ts';
import { imageUse } from './image-line.ts';
import { jsonLines } from './ndjson.ts';

interface ClassicLine {
  stream?: string;
  aux?: { ID?: string };
  error?: string;
  errorDetail?: { message?: string };
}

/** What Podman's `POST /build` names otherwise than Docker's. */
function podmanQuery({ network }: BuildRequest): Record<string, string | boolean> {
  return {
    // Docker's own format, or the image would lose its HEALTHCHECK.
    outputformat: 'application/vnd.docker.distribution.manifest.v2+json',
    layers: true,
    // buildah's own word: at Docker's, which it does not know, a build gets the network all the same.
    ...(network === 'none' ? { networkmode: 'NetworkDisabled' } : {}),
  };
}

/** Builds through the API without BuildKit: Podman, and engines that refuse the session. */
export async function buildClassic(job: BuildJob): Promise<BuildOutcome> {
  const { client, request, onEvent, podman, dockerfile, signal } = job;
  if (Object.keys(request.secrets ?? {}).length > 0) {
    throw new NotJudgeable(
      'This engine takes no build secrets through its API.',
      'Use Docker, whose BuildKit does: docker-labs --engine docker.',
    );
  }
  const steps = new ClassicSteps(onEvent, dockerfile);
  const context = contextTar(request, onEvent, podman ? upToTarget(job) : undefined);
  let imageId: string | undefined;
  let error: string | undefined;
  try {
    const stream = await client.stream('POST', '/build', {
      query: {
        ...buildQuery(request),
        ...(podman ? podmanQuery(request) : {}),
      },
      headers: { 'Content-Type': 'application/x-tar' },
      file: context.tar,
      doing: 'build',
      ...(signal ? { signal } : {}),
    });
    for await (const line of jsonLines<ClassicLine>(stream)) {
      if (line.stream !== undefined) steps.take(line.stream);
      if (line.aux?.ID) imageId = line.aux.ID;
      if (line.error !== undefined) error = line.errorDetail?.message || line.error;
    }
    signal?.throwIfAborted();
  } catch (caught) {
    const problem = context.error() ?? caught;
    // A Dockerfile that does not parse: the classic builder says so by status.
    if (isStatus(problem, 400) || isStatus(problem, 500)) error = wordsOf(problem);
    else {
      throw toEngineError(problem, {
        doing: 'build',
        endpoint: client.endpoint,
        ...(signal ? { signal } : {}),
      });
    }
  } finally {
    context.tar.destroy();
  }
  steps.end(error);
  const common = { steps: steps.steps, warnings: [], ms: performance.now() - job.started };
  imageId ??= steps.imageId;
  if (error === undefined && imageId) {
    return { ...common, ok: true, imageId: imageId.startsWith('sha256:') ? imageId : `sha256:${imageId}` };
  }
  if (error === undefined) throw engineLost(client.endpoint);
  const failed = common.steps.find((step) => step.status === 'failed');
  const failure = buildFailure({
    error: sanitise(error),
    ...(failed ? { step: failed } : {}),
    log: failed ? steps.logOf(failed.id) : [],
    syntaxLine: dockerfile?.errors[0]?.line,
    imageUse: (image) => dockerfile && imageUse(image, dockerfile),
  });
  return { ...common, ok: false, failure };
}

/**
 * The Dockerfile up to the target's stage, where COPY cannot see it; undefined where it ends there anyhow.
 *
 * Podman's builder (buildah 1.28) gives `labels` to a stage that it found in its cache only where that is the last of the
 * file: any other kept the label of an earlier build, and with it the fingerprint of files that are no longer so.
 */
function upToTarget({ dockerfile, request: { context, target } }: BuildJob): FileText | undefined {
  const path = context.hiddenDockerfile;
  if (!dockerfile || target === undefined || path === undefined) return undefined;
  const stage = findStage(dockerfile, target);
  const next = stage && dockerfile.stages[stage.index + 1];
  if (!next) return undefined;
  return { path, text: `${dockerfile.lines.slice(0, next.from.line - 1).join('\n')}\n` };
}

function wordsOf(problem: unknown): string {
  const cause = problem instanceof Error ? (problem.cause ?? problem) : problem;
  const json = (cause as { json?: { message?: unknown } }).json;
  if (typeof json?.message === 'string') return json.message;
  return sanitiseLine(cause instanceof Error ? cause.message : String(cause), 500);
}
