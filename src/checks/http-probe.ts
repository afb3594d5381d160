import { request } from 'node:http';
import { sanitise } from '../text/sanitise.ts';

export interface ProbeAnswer {
  status?: number;
  /** At most `MAX_BODY` bytes, sanitised. */
  body?: string;
  error?: string;
  ms: number;
}

const MAX_BODY = 64 * 1024;

/**
 * One `GET`, without redirects, proxies or a connection kept open. Never rejects: what went wrong is in
 * `error`, in the network's own word (`ECONNREFUSED`, `timeout` …).
 *
 * @param timeoutMs for the whole exchange
 */
export function probe(
  endpoint: { host: string; port: number },
  path: string,
  timeoutMs: number,
): Promise<ProbeAnswer> {
  const started = performance.now();
  const ms = () => Math.round(performance.now() - started);
  return new Promise((resolve) => {
    const asked = request(
      { ...endpoint, path, agent: false, signal: AbortSignal.timeout(timeoutMs) },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        const done = () => {
          const body = sanitise(Buffer.concat(chunks).subarray(0, MAX_BODY).toString('utf8'));
          resolve({ status: response.statusCode ?? 0, body, ms: ms() });
        };
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          size += chunk.length;
          if (size < MAX_BODY) return;
          done();
          response.destroy();
        });
        response.on('end', done);
        response.on('error', (error) => resolve({ error: error.message, ms: ms() }));
      },
    );
    asked.on('error', (error: NodeJS.ErrnoException) => {
      const timedOut = error.name === 'AbortError' || error.name === 'TimeoutError';
      resolve({ error: timedOut ? 'timeout' : (error.code ?? error.message), ms: ms() });
    });
    asked.end();
  });
}
