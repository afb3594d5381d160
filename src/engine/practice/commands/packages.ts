import type { PackageManager } from '../catalogue.ts';
import { own } from '../own.ts';
import { readSpec } from '../profile.ts';
import type { Shell } from '../shell/shell.ts';

/**
 * Puts packages of a distribution into the image: the paths that the catalogue knows of each, and its size
 * (an average where it is not listed) as hidden bytes of `/usr`.
 */
export function installPackages(shell: Shell, manager: PackageManager, names: readonly string[]): void {
  const { fs } = shell.state;
  const table = shell.catalogue.data.packages;
  let hidden = 0;
  for (const name of names) {
    const known = own(table[manager], name.split(/[=<>~@]/)[0] ?? name);
    let left = known?.size ?? table.average[manager];
    for (const [path, spec] of Object.entries(known?.paths ?? {})) {
      const node = readSpec(spec);
      if (fs.has(path) !== 'yes') fs.put(path, node);
      left -= node.size;
    }
    shell.installed.set(name, Math.max(0, left));
    hidden += Math.max(0, left);
    if (!known) shell.state.unknown.size ??= `how large the package ${name} is, is not in the catalogue`;
  }
  if (hidden > 0) fs.hide('/usr', hidden);
}

/** Removes packages' known paths. Bytes of earlier layers stay where they are. */
export function removePackages(shell: Shell, manager: PackageManager, names: readonly string[]): void {
  for (const name of names) {
    shell.state.fs.hide('/usr', -(shell.installed.get(name) ?? 0));
    shell.installed.delete(name);
    for (const path of Object.keys(own(shell.catalogue.data.packages[manager], name)?.paths ?? {})) {
      shell.state.fs.remove(path);
    }
  }
}
