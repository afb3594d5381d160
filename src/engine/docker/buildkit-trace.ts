import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

/** `moby.buildkit.v1.StatusResponse`, as the engine sends it in `moby.buildkit.trace`. Times in milliseconds. */
export interface Trace {
  vertexes: TraceVertex[];
  statuses: TraceStatus[];
  logs: { vertex: string; message: Buffer }[];
  warnings: TraceWarning[];
}

export interface TraceVertex {
  digest: string;
  inputs: string[];
  name: string;
  cached: boolean;
  started?: number;
  completed?: number;
  error: string;
}

interface TraceStatus {
  id: string;
  vertex: string;
  name: string;
  current: number;
  total: number;
}

export interface TraceWarning {
  short: string;
  url: string;
  line?: number;
}

interface Timestamp {
  seconds: number;
  nanos: number;
}

/** What protobufjs gives with `defaults`, so that only messages may be absent. */
interface RawTrace {
  vertexes: {
    digest: string;
    inputs: string[];
    name: string;
    cached: boolean;
    started: Timestamp | null;
    completed: Timestamp | null;
    error: string;
  }[];
  statuses: { ID: string; vertex: string; name: string; current: number; total: number }[];
  logs: { vertex: string; msg: Buffer }[];
  warnings: { short: Buffer; url: string; ranges: { start: { line: number } | null }[] }[];
}

/** Where dockerode keeps the message's definition; the bundle has a copy beside itself (scripts/build.mjs). */
const PROTO = 'dockerode/lib/proto/buildkit_status.proto';

function protoFile(): string {
  const beside = fileURLToPath(new URL('buildkit_status.proto', import.meta.url));
  return existsSync(beside) ? beside : createRequire(import.meta.url).resolve(PROTO);
}

let type: protobuf.Type | undefined;

/**
 * Decodes the `aux` of a `moby.buildkit.trace` line (base64).
 *
 * @throws Error when it is no such message
 */
export function decodeTrace(aux: string): Trace {
  type ??= protobuf.loadSync(protoFile()).lookupType('moby.buildkit.v1.StatusResponse');
  const raw = type.toObject(type.decode(Buffer.from(aux, 'base64')), {
    defaults: true,
    longs: Number,
  }) as RawTrace;
  return {
    vertexes: raw.vertexes.map(({ digest, inputs, name, cached, error, started, completed }) => ({
      digest,
      inputs,
      name,
      cached,
      error,
      ...(started ? { started: milliseconds(started) } : {}),
      ...(completed ? { completed: milliseconds(completed) } : {}),
    })),
    statuses: raw.statuses.map(({ ID, vertex, name, current, total }) => ({
      id: ID,
      vertex,
      name,
      current,
      total,
    })),
    logs: raw.logs.map(({ vertex, msg }) => ({ vertex, message: Buffer.from(msg) })),
    warnings: raw.warnings.map(({ short, url, ranges }) => {
      const line = ranges[0]?.start?.line;
      return { short: Buffer.from(short).toString('utf8'), url, ...(line ? { line } : {}) };
    }),
  };
}

function milliseconds({ seconds, nanos }: Timestamp): number {
  return seconds * 1000 + nanos / 1e6;
}
