import { containerLabels } from '../owner.ts';
import type { RunSpec } from '../types.ts';

/**
 * Milliseconds in which a failing probe does not count yet, where the image sets no start period itself:
 * with our short interval an app would else be called unhealthy before it could have started.
 */
const GRACE = 5_000;

/** A program that prints without end must not fill the engine's disk: it keeps the last of what was said. */
const BOUNDED_LOG = { Type: 'json-file', Config: { 'max-size': '8m', 'max-file': '2' } };

/**
 * The body of `POST /containers/create` for a run.
 *
 * @param publishOn address of the engine's machine to publish ports on; empty for all of its addresses
 * @param hasStartPeriod does the image's own HEALTHCHECK set a start period?
 * @param podman its logs are of another kind
 */
export function createBody(
  spec: RunSpec,
  publishOn: string,
  { hasStartPeriod, podman }: { hasStartPeriod: boolean; podman: boolean },
): object {
  const ports = (spec.ports ?? []).map((port) => `${port}/tcp`);
  return {
    Image: spec.image,
    ...(spec.command ? { Cmd: spec.command } : {}),
    ...(spec.entrypoint ? { Entrypoint: spec.entrypoint } : {}),
    ...(spec.env ? { Env: Object.entries(spec.env).map(([key, value]) => `${key}=${value}`) } : {}),
    ...(spec.user === undefined ? {} : { User: spec.user }),
    Labels: containerLabels(spec.labels),
    ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])),
    ...(spec.healthInterval === undefined
      ? {}
      : { Healthcheck: healthcheck(spec.healthInterval, hasStartPeriod) }),
    HostConfig: {
      ...(podman ? {} : { LogConfig: BOUNDED_LOG }),
      ReadonlyRootfs: spec.readOnly ?? false,
      PortBindings: Object.fromEntries(ports.map((port) => [port, [{ HostIp: publishOn, HostPort: '' }]])),
      ...(spec.tmpfs ? { Tmpfs: spec.tmpfs } : {}),
      ...(spec.capDrop ? { CapDrop: spec.capDrop } : {}),
      ...(spec.noNewPrivileges ? { SecurityOpt: ['no-new-privileges'] } : {}),
      ...(spec.memory === undefined ? {} : { Memory: spec.memory }),
      ...(spec.cpus === undefined ? {} : { NanoCpus: Math.round(spec.cpus * 1e9) }),
      ...(spec.pidsLimit === undefined ? {} : { PidsLimit: spec.pidsLimit }),
      ...(spec.network === undefined ? {} : { NetworkMode: spec.network }),
      ...(spec.binds ? { Binds: spec.binds } : {}),
    },
  };
}

/** Zero fields and the absent test take the image's own values (nanoseconds; the engine's least is 1 ms). */
function healthcheck(interval: number, hasStartPeriod: boolean): object {
  const nanoseconds = Math.max(1, Math.round(interval)) * 1e6;
  return { Interval: nanoseconds, ...(hasStartPeriod ? {} : { StartPeriod: GRACE * 1e6 }) };
}
