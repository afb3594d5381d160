import { spawn } from 'node:child_process';
import type { Surroundings } from '../candidates.ts';
import { type DockerConfig, dockerConfigDir, readDockerConfig } from '../contexts.ts';

/** What a registry is logged in to with; an identity token has no user name. */
export interface Credentials {
  username: string;
  secret: string;
}

/** Docker Hub under the name by which `docker login` files it. */
const HUB = 'https://index.docker.io/v1/';
const HUB_HOSTS = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);
/** Milliseconds that a credential helper may take. */
const PATIENCE = 15_000;

/**
 * The reader's own credentials for a registry, as `docker login` left them: from a credential helper, else from
 * `config.json`. Undefined (anonymous) when there are none or they cannot be read; they are never logged.
 */
export async function credentialsFor(host: string, around: Surroundings): Promise<Credentials | undefined> {
  const key = HUB_HOSTS.has(host) ? HUB : host;
  try {
    const config = await readDockerConfig(dockerConfigDir(around.env, around.home));
    const helper = config.credHelpers?.[key] ?? config.credsStore;
    const helped = helper ? await askHelper(helper, key, around.env) : undefined;
    return helped ?? fromConfig(config, key);
  } catch {
    return undefined;
  }
}

function fromConfig(config: DockerConfig, key: string): Credentials | undefined {
  const entry =
    config.auths?.[key] ?? config.auths?.[`https://${key}`] ?? config.auths?.[`https://${key}/v1/`];
  if (!entry) return undefined;
  if (entry.identitytoken) return { username: '', secret: entry.identitytoken };
  if (entry.username && entry.password) return { username: entry.username, secret: entry.password };
  const [username, ...rest] = Buffer.from(entry.auth ?? '', 'base64')
    .toString('utf8')
    .split(':');
  return username && rest.length > 0 ? { username, secret: rest.join(':') } : undefined;
}

/** The helper protocol: `docker-credential-NAME get`, the registry on stdin, JSON on stdout. */
async function askHelper(
  name: string,
  key: string,
  env: NodeJS.ProcessEnv,
): Promise<Credentials | undefined> {
  const output = await new Promise<string>((resolve, reject) => {
    const child = spawn(`docker-credential-${name}`, ['get'], {
      env,
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: PATIENCE,
      windowsHide: true,
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(text) : resolve('')));
    child.stdin.on('error', () => undefined);
    child.stdin.end(key);
  });
  if (output === '') return undefined;
  const { Username = '', Secret = '' } = JSON.parse(output) as { Username?: string; Secret?: string };
  if (Secret === '') return undefined;
  // `<token>` says that the secret is an identity token.
  return { username: Username === '<token>' ? '' : Username, secret: Secret };
}
