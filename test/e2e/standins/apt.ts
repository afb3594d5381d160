import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Host } from './host.ts';

export type Release = 'bookworm' | 'trixie';

/** Debian's archive key, as the package debian-archive-keyring installs it. */
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const LISTS_MAX_AGE_MS = 12 * 3600 * 1000;

/**
 * Debian packages of one release, through a private apt: its own sources, lists and (empty) list of
 * installed packages, so that nothing on the machine is read or changed but apt's way to the mirror.
 */
export class Apt {
  private readonly debs: string;
  private readonly options: string[];
  private updated: Promise<void> | undefined;
  /** One at a time: apt locks its folders. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    readonly release: Release,
    private readonly host: Host,
    private readonly folder: string,
  ) {
    this.debs = join(folder, 'debs');
    const set: Record<string, string> = {
      'Dir::Etc::sourcelist': join(folder, 'sources.list'),
      'Dir::Etc::sourceparts': '/dev/null',
      'Dir::Etc::preferencesparts': '/dev/null',
      'Dir::State': folder,
      'Dir::State::lists': join(folder, 'lists'),
      'Dir::State::status': join(folder, 'status'),
      'Dir::Cache': join(folder, 'cache'),
      'APT::Architecture': host.debArch,
      'APT::Install-Recommends': 'false',
      'Acquire::Languages': 'none',
      ...(process.getuid?.() === 0 ? { 'APT::Sandbox::User': 'root' } : {}),
    };
    this.options = ['-qq', ...Object.entries(set).flatMap(([key, value]) => ['-o', `${key}=${value}`])];
  }

  /** The .deb files of exactly these packages; `name/suite` chooses a suite. */
  download(...packages: string[]): Promise<string[]> {
    return this.files(['download', '--print-uris', ...packages]);
  }

  /** The .deb files of these packages and of all that they depend on. `?essential` is apt's own pattern. */
  closure(...packages: string[]): Promise<string[]> {
    return this.files(['install', '--print-uris', '--yes', ...packages]);
  }

  /** The upstream archive (`…orig.tar.*`) of a source package. */
  upstream(source: string): Promise<string> {
    return this.inTurn(() => this.fetchUpstream(source));
  }

  private async fetchUpstream(source: string): Promise<string> {
    const name = await this.find(`${source}_`, '.orig.tar');
    if (name !== undefined) return name;
    await this.run(['source', '--download-only', source]);
    const fetched = await this.find(`${source}_`, '.orig.tar');
    if (fetched === undefined) throw new Error(`apt has no upstream archive of ${source}`);
    return fetched;
  }

  private async find(start: string, part: string): Promise<string | undefined> {
    const name = (await readdir(this.debs)).find((file) => file.startsWith(start) && file.includes(part));
    return name && join(this.debs, name);
  }

  /** Asks apt which files it would fetch, and fetches those that are not here yet. */
  private files(query: string[]): Promise<string[]> {
    return this.inTurn(() => this.fetchMissing(query));
  }

  private async fetchMissing(query: string[]): Promise<string[]> {
    const names = fileNames(await this.run(query));
    const here = new Set(await readdir(this.debs));
    const missing = names.filter((name) => !here.has(name));
    if (missing.length > 0) await this.run(['download', ...missing.map(packageAndVersion)]);
    return names.sort().map((name) => join(this.debs, name));
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
    await writeFile(join(this.folder, 'status'), '');
    const line = (kind: string, suite: string) =>
      `${kind} [signed-by=${KEYRING}] ${this.host.debianMirror} ${suite} main\n`;
    const sources = [
      line('deb', this.release),
      line('deb', `${this.release}-backports`),
      ...(this.release === 'trixie' ? [line('deb-src', this.release)] : []),
    ];
    await writeFile(join(this.folder, 'sources.list'), sources.join(''));
    await this.run(['update']);
    await writeFile(stamp, '');
  }

  private async run(args: string[]): Promise<string> {
    const { stdout } = await execa('apt-get', [...this.options, ...args], { cwd: this.debs });
    return stdout;
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
