import { sanitise } from '../text/sanitise.ts';
import type { Healthcheck, ImageConfig } from './types.ts';

/** The part of an OCI or Docker image configuration (or of an engine's inspect answer) that is read. */
export interface OciImage {
  config?: unknown;
  architecture?: unknown;
  os?: unknown;
}

/**
 * An image's configuration from the JSON of its config blob, or of an engine's inspect answer
 * (`{config: answer.Config, architecture: answer.Architecture, os: answer.Os}`). Whatever is absent or of
 * the wrong type reads as empty: engines leave out what is empty (API 1.52), and builders write null.
 */
export function configFromOci(image: OciImage): ImageConfig {
  const config = record(image.config);
  const healthcheck = healthcheckFrom(config.Healthcheck);
  const stopSignal = text(config.StopSignal);
  const shell = texts(config.Shell);
  return {
    user: text(config.User),
    env: environment(texts(config.Env)),
    entrypoint: texts(config.Entrypoint),
    cmd: texts(config.Cmd),
    workdir: text(config.WorkingDir),
    labels: labels(config.Labels),
    exposedPorts: keys(config.ExposedPorts),
    volumes: keys(config.Volumes),
    ...(healthcheck && { healthcheck }),
    ...(stopSignal && { stopSignal }),
    ...(shell.length > 0 && { shell }),
    onbuild: texts(config.OnBuild),
    architecture: text(image.architecture),
    os: text(image.os),
  };
}

/** Anything as an object; what is none reads as an empty one. */
export function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** Anything as a list; what is none reads as an empty one. */
export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Anything as sanitised text; what is none reads as empty. */
export function text(value: unknown): string {
  return typeof value === 'string' ? sanitise(value) : '';
}

function texts(value: unknown): string[] {
  // an old engine stores a lone word where a list is meant
  if (typeof value === 'string') return [text(value)];
  return list(value)
    .filter((item) => typeof item === 'string')
    .map(text);
}

function keys(value: unknown): string[] {
  return Object.keys(record(value)).map(text).sort();
}

function labels(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(record(value)).map(([key, label]) => [text(key), text(label)]));
}

/** `KEY=value` pairs; the last of a key counts. */
function environment(pairs: string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const equals = pair.indexOf('=');
      return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
}

function healthcheckFrom(value: unknown): Healthcheck | undefined {
  const given = record(value);
  const test = texts(given.Test);
  if (test.length === 0) return undefined;
  const check: Healthcheck = { test };
  for (const [field, key] of DURATIONS) {
    const nanoseconds = given[key];
    // zero means the engine's default
    if (typeof nanoseconds === 'number' && nanoseconds > 0) check[field] = nanoseconds / 1e6;
  }
  if (typeof given.Retries === 'number' && given.Retries > 0) check.retries = given.Retries;
  return check;
}

const DURATIONS = [
  ['interval', 'Interval'],
  ['timeout', 'Timeout'],
  ['startPeriod', 'StartPeriod'],
  ['startInterval', 'StartInterval'],
] as const;
