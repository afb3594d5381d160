import type { Readable } from 'node:stream';
import type { FileText } from '../../dockerfile/context.ts';
import { type BuildEvent, type BuildRequest, OUR_LABEL } from '../types.ts';

/** The query of `POST /build`, the same for every builder. */
export function buildQuery(request: BuildRequest): Record<string, string | boolean | undefined> {
  return {
    dockerfile: request.context.hiddenDockerfile ?? request.dockerfile,
    t: request.tag,
    target: request.target,
    buildargs: JSON.stringify(request.buildArgs ?? {}),
    labels: JSON.stringify({ ...request.labels, [OUR_LABEL]: 'true' }),
    networkmode: request.network,
    nocache: request.noCache === true ? true : undefined,
    rm: true,
    forcerm: true,
  };
}

/** The context's tar, whose progress is said as events; `error()` is what went wrong while reading the files. */
export function contextTar(
  request: BuildRequest,
  onEvent: (event: BuildEvent) => void,
  instead?: FileText,
): { tar: Readable; error(): Error | undefined } {
  const total = request.context.bytes;
  let failure: Error | undefined;
  onEvent({ type: 'context', sent: 0, total });
  const tar = request.context.tar((sent) => {
    // The tar's headers count as sent; the last word is said at its end.
    if (sent < total) onEvent({ type: 'context', sent, total });
  }, instead);
  tar.once('error', (error) => {
    failure = error;
  });
  tar.once('end', () => onEvent({ type: 'context', sent: total, total }));
  return { tar, error: () => failure };
}
