import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

/** What the stand-ins take from the machine they are assembled on. Part of the cache key. */
export interface Host {
  /** Debian's name of the architecture, e.g. `amd64`. */
  debArch: string;
  /** Node's name of it, e.g. `x64`. */
  nodeArch: string;
  /** The mirror that this machine's own apt uses. */
  debianMirror: string;
  /** apt settings that a container needs to reach that mirror too, as lines of apt.conf. */
  aptConf: string;
  /** npm settings that a container needs to reach the machine's registry, as lines of npmrc. */
  npmrc: string;
  /** The CA bundle that this machine trusts, a company's proxy included. */
  caBundle: string;
}

const CA_BUNDLE = '/etc/ssl/certs/ca-certificates.crt';
export const CA_BUNDLE_PATH = CA_BUNDLE.slice(1);

export async function readHost(): Promise<Host> {
  const [debArch, sources, aptDump, npmrc, caBundle] = await Promise.all([
    execa('dpkg', ['--print-architecture']).then((run) => run.stdout.trim()),
    readSources(),
    execa('apt-config', ['dump']).then((run) => run.stdout),
    npmSettings(),
    readFile(CA_BUNDLE, 'utf8'),
  ]);
  const debianMirror = mirrorOf(sources);
  if (debianMirror === undefined) {
    throw new Error(
      'Stand-ins are assembled from Debian packages, and no Debian mirror is among the apt sources of this machine. Use real base images (DOCKER_LABS_BASES=real).',
    );
  }
  return { debArch, nodeArch: process.arch, debianMirror, aptConf: reachability(aptDump), npmrc, caBundle };
}

async function readSources(): Promise<string> {
  const folder = '/etc/apt/sources.list.d';
  const parts = (await readdir(folder).catch(() => [])).sort().map((name) => join(folder, name));
  const files = ['/etc/apt/sources.list', ...parts].filter((file) => /\.(list|sources)$/.test(file));
  return (await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')))).join('\n\n');
}

const RELEASES = /^(bullseye|bookworm|trixie|forky|sid|stable|oldstable|testing|unstable)$/;

/**
 * The first mirror that serves a whole Debian release (not its updates or security archive).
 * @param sources the texts of apt's source files, one-line and deb822 form (sources.list(5)).
 */
export function mirrorOf(sources: string): string | undefined {
  for (const line of sources.split('\n')) {
    const [, uri, suite = ''] = /^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+.*\bmain\b/.exec(line) ?? [];
    if (uri !== undefined && RELEASES.test(suite)) return uri.replace(/\/$/, '');
  }
  for (const stanza of sources.split(/\n\s*\n/)) {
    const field = (name: string) =>
      new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(stanza)?.[1]?.trim().split(/\s+/) ?? [];
    const [uri] = field('URIs');
    if (uri !== undefined && field('Suites').some((suite) => RELEASES.test(suite)))
      return uri.replace(/\/$/, '');
  }
  return undefined;
}

/** The lines of `apt-config dump` that decide whether the mirror can be reached and believed. */
export function reachability(dump: string): string {
  const wanted = /^Acquire::(https?::Proxy|https::CA(Info|Path)|Check-(Valid-Until|Date))\b.*"[^"]+";$/i;
  return dump
    .split('\n')
    .filter((line) => wanted.test(line))
    .map((line) => `${line}\n`)
    .join('');
}

async function npmSettings(): Promise<string> {
  const { stdout } = await execa('npm', ['config', 'ls', '--json'], { stderr: 'ignore' });
  return npmrcOf(JSON.parse(stdout) as Record<string, unknown>);
}

/** @param config npm's own settings, as `npm config ls --json` prints them (credentials are not among them). */
export function npmrcOf(config: Record<string, unknown>): string {
  const lines = [`cafile=/${CA_BUNDLE_PATH}`, 'update-notifier=false', 'audit=false', 'fund=false'];
  for (const key of ['registry', 'proxy', 'https-proxy', 'noproxy', 'strict-ssl']) {
    const raw = config[key];
    const value = Array.isArray(raw) ? raw.join(',') : raw;
    if (typeof value === 'string' && value !== '') lines.push(`${key}=${value}`);
    if (value === false) lines.push(`${key}=false`);
  }
  return `${lines.join('\n')}\n`;
}
