const FOLDERS = ['/bin', '/sbin', '/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin'];
const inBin = (...names: string[]): string[] =>
  names.flatMap((name) => FOLDERS.map((folder) => `${folder}/${name}`));

/** What a lab may ask for by its name instead of by all its paths. */
export const FILE_SETS = {
  shell: inBin('sh', 'bash', 'ash', 'dash', 'zsh', 'busybox'),
  compiler: [
    ...inBin('gcc', 'cc', 'g++', 'c++', 'clang', 'make', 'cmake', 'ld', 'as', 'rustc', 'javac', 'tsc'),
    '/usr/local/go/bin/go',
  ],
  'package-manager': inBin(
    'apk',
    'apt',
    'apt-get',
    'dpkg',
    'yum',
    'dnf',
    'microdnf',
    'rpm',
    'zypper',
    'pacman',
  ),
} as const satisfies Record<string, string[]>;

export type FileSet = keyof typeof FILE_SETS;
export const FILE_SET_NAMES = Object.keys(FILE_SETS) as [FileSet, ...FileSet[]];
