import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { batched } from './batch.ts';
import type { Host } from './host.ts';

export type Release = 'bookworm' | 'trixie' | 'sid';

/** Debian's archive key, as the package debian-archive-keyring installs it. */
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const LISTS_MAX_AGE_MS = 12 * 3600 * 1000;

/**
 * Debian packages of one release, through a private apt: its own sources, lists and (empty) list of
 * installed packages, so that nothing on the machine is read or changed but apt's way to the mirror.
 */
export class Apt {
  private readonly debs: string;
  private readonly single = batched((names) => this.inTurn(() => this.packages(names)));
  private updated: Promise<void> | undefined;
  /** One at a time: apt locks its folders. */
  private turn: Promise<unknown> = Promise.resolve();

  /** @param kind what it serves: the list of sources is as long as that of packages, and few stand-ins need one. */
  constructor(
    private readonly release: Release,
    private readonly kind: 'deb' | 'deb-src',
    private readonly host: Host,
    private readonly folder: string,
  ) {
    this.debs = join(folder, 'debs');
  }

  /** The .deb files of exactly these packages. */
  download(...packages: string[]): Promise<string[]> {
    return Promise.all(packages.map((name) => this.single(name)));
  }

  /** The .deb files of these packages and of all that they depend on. `?essential` is apt's own pattern. */
  closure(...packages: string[]): Promise<string[]> {
    return this.inTurn(async () => {
      const names = await this.fetch(['install', '--print-uris', '--yes', ...packages]);
      return names.sort().map((name) => join(this.debs, name));
    });
  }

  /** The upstream archive (`…orig.tar.*`) of a source package. */
  upstream(source: string): Promise<string> {
    return this.inTurn(async () => {
      const here = await this.upstreamHere(source);
      if (here === undefined) await this.run(['source', '--tar-only', source]);
      const file = here ?? (await this.upstreamHere(source));
      if (file === undefined) throw new Error(`apt has no upstream archive of ${source}`);
      return file;
    });
  }

  private async upstreamHere(source: string): Promise<string | undefined> {
    const ofSource = (file: string) => file.startsWith(`${source}_`) && /\.orig\.tar\.\w+$/.test(file);
    const name = (await readdir(this.debs)).find(ofSource);
    return name && join(this.debs, name);
  }

  private async packages(wanted: string[]): Promise<Map<string, string>> {
    const files = await this.fetch(['download', '--print-uris', ...wanted]);
    return new Map(files.map((file) => [file.slice(0, file.indexOf('_')), join(this.debs, file)]));
  }

  /** As `fetchNow`; once more with fresh lists when the mirror has moved on since ours were read. */
  private async fetch(query: string[]): Promise<string[]> {
    try {
      return await this.fetchNow(query);
    } catch {
      await rm(join(this.folder, 'updated'), { force: true });
      await this.refresh();
      return this.fetchNow(query);
    }
  }

  /** Asks apt which files it would fetch, and fetches those that are not here yet. */
  private async fetchNow(query: string[]): Promise<string[]> {
    // Not asked among the files: apt names only those that its working folder lacks.
    const names = fileNames(await this.run(query, this.folder));
    const here = new Set(await readdir(this.debs));
    const missing = names.filter((name) => !here.has(name));
    if (missing.length > 0) await this.run(['download', ...missing.map(packageAndVersion)]);
    return names;
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(async () => {
      this.updated ??= this.refresh();
      await this.updated;
      return work();
    });
    this.turn = result.catch(() => {});
    return result;
  }

  private async refresh(): Promise<void> {
    const stamp = join(this.folder, 'updated');
    const age = Date.now() - ((await stat(stamp).catch(() => undefined))?.mtimeMs ?? 0);
    if (age < LISTS_MAX_AGE_MS) return;
    for (const sub of ['debs', 'lists/partial', 'cache/archives/partial']) {
      await mkdir(join(this.folder, sub), { recursive: true });
    }
    const line = (suite: string) =>
      `${this.kind} [signed-by=${KEYRING}] ${this.host.debianMirror} ${suite} main\n`;
    const backports = this.kind === 'deb' && this.release !== 'sid';
    const sources = [line(this.release), ...(backports ? [line(`${this.release}-backports`)] : [])];
    await writeFile(join(this.folder, 'apt.conf'), this.settings());
    await writeFile(join(this.folder, 'status'), '');
    await writeFile(join(this.folder, 'sources.list'), sources.join(''));
    await this.run(['update']);
    await writeFile(stamp, '');
  }

  private async run(args: string[], cwd = this.debs): Promise<string> {
    const env = { APT_CONFIG: join(this.folder, 'apt.conf') };
    const { stdout } = await execa('apt-get', ['-qq', ...args], { cwd, env });
    return stdout;
  }

  /** Read before the machine's own settings, which it shuts out: hooks and caches are among them. */
  private settings(): string {
    const set: Record<string, string> = {
      'Dir::Etc::parts': '/dev/null',
      'Dir::Etc::main': '/dev/null',
      'Dir::Etc::sourcelist': join(this.folder, 'sources.list'),
      'Dir::Etc::sourceparts': '/dev/null',
      'Dir::Etc::preferencesparts': '/dev/null',
      'Dir::State': this.folder,
      'Dir::State::lists': join(this.folder, 'lists'),
      'Dir::State::status': join(this.folder, 'status'),
      'Dir::Cache': join(this.folder, 'cache'),
      'Dir::Cache::pkgcache': 'pkgcache.bin',
      'Dir::Cache::srcpkgcache': 'srcpkgcache.bin',
      'APT::Architecture': this.host.debArch,
      'APT::Install-Recommends': 'false',
      'Acquire::Languages': 'none',
      ...(process.getuid?.() === 0 ? { 'APT::Sandbox::User': 'root' } : {}),
    };
    const lines = Object.entries(set).map(([key, value]) => `${key} "${value}";\n`);
    return this.host.aptConf + lines.join('');
  }
}

/** The second column of `apt-get --print-uris`: the names that apt gives the files. */
export function fileNames(printed: string): string[] {
  return printed
    .split('\n')
    .map((line) => /^'[^']*' (\S+\.deb) /.exec(line)?.[1])
    .filter((name) => name !== undefined);
}

/** `zlib1g_1%3a1.3_amd64.deb` -> `zlib1g=1:1.3`. */
export function packageAndVersion(file: string): string {
  const [name, version] = file.split('_');
  return `${name}=${decodeURIComponent(version ?? '')}`;
}
