import type { Duplex, Readable } from 'node:stream';
import { inspect } from 'node:util';
import type { Endpoint } from '../endpoint.ts';
import { type Doing, toEngineError } from './errors.ts';
import { type Wire, wireOf } from './wire.ts';

export interface CallOptions {
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  /** Sent as the request's body, chunked. */
  file?: Readable;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** What we are at, for the error's wording. */
  doing?: Doing;
}

/** docker-modem's `dial`, as far as we use it; dockerode types its modem as `any`. */
interface Modem {
  dial(options: Record<string, unknown>, callback: (error: Error | null, data: unknown) => void): void;
  buildRequest(options: Record<string, unknown>, ...rest: unknown[]): void;
}

/** What docker-modem shall leave undone with a request. */
const PLAIN = {
  // An engine points elsewhere only from a path that it does not know. docker-modem would go there, away from the socket,
  // in a request whose failure nobody hears of: it ends the process.
  maxRedirects: 0,
  // For a debug log that nobody reads it writes each request down with all that hangs on it, which takes 4 ms.
  [inspect.custom]: () => 'a request',
};

/**
 * One engine's API over dockerode's modem. Paths carry no version: the engine answers with its own
 * newest (dockerode negotiates none, and engines refuse versions that are too old for them).
 * dockerode is loaded with the first call.
 */
export class Client {
  private readonly wire: Wire;
  private modem: Promise<Modem> | undefined;

  constructor(
    readonly endpoint: Endpoint,
    readonly env: NodeJS.ProcessEnv,
  ) {
    this.wire = wireOf(endpoint.transport, env);
  }

  /** The JSON that a call answers with (undefined for an empty answer). */
  async json<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
    // Read here: docker-modem never answers at all when the connection breaks within an answer's body.
    const stream = await this.stream(method, path, options);
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString('utf8');
      return (text.trim() === '' ? undefined : JSON.parse(text)) as T;
    } catch (error) {
      throw this.translate(error, options);
    }
  }

  /** As `json`, but undefined where the engine says 404. */
  async find<T>(method: string, path: string, options: CallOptions = {}): Promise<T | undefined> {
    try {
      return await this.json<T>(method, path, options);
    } catch (error) {
      if (isStatus(error, 404)) return undefined;
      throw error;
    }
  }

  /** The body of the answer as it comes. */
  async stream(method: string, path: string, options: CallOptions = {}): Promise<Readable> {
    return (await this.dial(method, path, options, { isStream: true })) as Readable;
  }

  /** The raw connection after an upgrade (`/session`). */
  async hijack(path: string, headers: Record<string, string>, signal?: AbortSignal): Promise<Duplex> {
    const options: CallOptions = { headers, doing: 'build', ...(signal ? { signal } : {}) };
    return (await this.dial('POST', path, options, { hijack: true })) as Duplex;
  }

  close(): void {
    this.wire.agent.destroy();
  }

  private async dial(
    method: string,
    path: string,
    options: CallOptions,
    how: { isStream?: boolean; hijack?: boolean },
  ): Promise<unknown> {
    const { signal } = options;
    const query = Object.fromEntries(
      Object.entries(options.query ?? {}).filter(([, value]) => value !== undefined),
    );
    try {
      signal?.throwIfAborted();
      const modem = await this.load();
      signal?.throwIfAborted();
      return await new Promise((resolve, reject) => {
        modem.dial(
          {
            method,
            path: Object.keys(query).length > 0 ? `${path}?` : path,
            options: { _query: query, _body: options.body ?? {} },
            statusCodes: { 200: true, 201: true, 204: true, 304: true },
            ...(options.headers ? { headers: options.headers } : {}),
            ...(options.file ? { file: options.file } : {}),
            ...(signal ? { abortSignal: signal } : {}),
            ...how,
          },
          (error, data) => (error ? reject(error) : resolve(data)),
        );
      });
    } catch (error) {
      throw this.translate(error, options);
    }
  }

  private translate(error: unknown, { signal, doing = 'ask' }: CallOptions): Error {
    return toEngineError(error, { doing, endpoint: this.endpoint, ...(signal ? { signal } : {}) });
  }

  private load(): Promise<Modem> {
    this.modem ??= import('dockerode').then(({ default: Docker }) => {
      // Every field is said, or docker-modem fills it from DOCKER_HOST.
      const { socketPath, host, port, protocol, pathPrefix, ca, cert, key, agent } = this.wire;
      const options = { socketPath, host, port, protocol, pathPrefix, ca, cert, key, agent };
      const modem = new Docker({ ...options, version: undefined, timeout: undefined } as unknown as object)
        .modem as unknown as Modem;
      const { buildRequest } = modem;
      modem.buildRequest = (request, ...rest) => buildRequest.call(modem, { ...request, ...PLAIN }, ...rest);
      return modem;
    });
    return this.modem;
  }
}

/** Did the engine answer with this HTTP status? */
export function isStatus(error: unknown, status: number): boolean {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return (cause as { statusCode?: number } | undefined)?.statusCode === status;
}
