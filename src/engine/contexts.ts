import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TlsMaterial } from './endpoint.ts';

/** Folder of the docker CLI's configuration: `DOCKER_CONFIG`, else `~/.docker`. */
export function dockerConfigDir(env: NodeJS.ProcessEnv, home: string): string {
  return env.DOCKER_CONFIG || join(home, '.docker');
}

/** What we read of the docker CLI's `config.json`. */
export interface DockerConfig {
  currentContext?: string;
  credsStore?: string;
  credHelpers?: Record<string, string>;
  auths?: Record<
    string,
    { auth?: string; username?: string; password?: string; identitytoken?: string } | undefined
  >;
}

/**
 * The docker CLI's `config.json`; empty when there is none.
 *
 * @throws Error when it is there and cannot be read or is no JSON
 */
export async function readDockerConfig(dir: string): Promise<DockerConfig> {
  const text = await readIfThere(join(dir, 'config.json'));
  if (text === undefined) return {};
  const value: unknown = JSON.parse(text.toString('utf8'));
  return typeof value === 'object' && value !== null ? (value as DockerConfig) : {};
}

export interface DockerContext {
  host: string;
  tls?: TlsMaterial;
}

/**
 * One context of the docker CLI, from `contexts/meta/<sha256 of its name>/meta.json` and its TLS material.
 *
 * @returns undefined when there is no such context, or it names no Docker endpoint
 */
export async function readContext(dir: string, name: string): Promise<DockerContext | undefined> {
  const id = createHash('sha256').update(name).digest('hex');
  const text = await readIfThere(join(dir, 'contexts', 'meta', id, 'meta.json'));
  if (text === undefined) return undefined;
  const meta = JSON.parse(text.toString('utf8')) as {
    Endpoints?: { docker?: { Host?: string; SkipTLSVerify?: boolean } };
  };
  const docker = meta.Endpoints?.docker;
  if (!docker?.Host) return undefined;
  const tls = await readTls(join(dir, 'contexts', 'tls', id, 'docker'), docker.SkipTLSVerify !== true);
  const wanted = tls.ca || tls.cert || docker.SkipTLSVerify === true;
  return { host: docker.Host, ...(wanted ? { tls } : {}) };
}

/** `ca.pem`, `cert.pem` and `key.pem` of a folder; whichever is there. */
export async function readTls(dir: string, verify: boolean): Promise<TlsMaterial> {
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map((file) => readIfThere(join(dir, file))),
  );
  return { verify, ...(ca ? { ca } : {}), ...(cert ? { cert } : {}), ...(key ? { key } : {}) };
}

async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
