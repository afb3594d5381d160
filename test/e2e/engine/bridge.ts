import { randomBytes } from 'node:crypto';
import { execa } from 'execa';

/** A network bridge made for one engine alone. */
export interface Bridge {
  name: string;
  /** The bridge's own address and prefix, e.g. `172.31.90.1/24`. */
  address: string;
}

/**
 * Makes a bridge with a free subnet. An engine needs its own: a second dockerd that shares `docker0`,
 * or runs with `--bridge=none`, deletes the first one's.
 */
export async function makeBridge(): Promise<Bridge> {
  const name = `dl-${randomBytes(4).toString('hex')}`;
  const { stdout } = await execa('ip', ['-4', '-oneline', 'address']);
  const address = freeAddress(stdout);
  await execa('ip', ['link', 'add', name, 'type', 'bridge']);
  await execa('ip', ['address', 'add', address, 'dev', name]);
  await execa('ip', ['link', 'set', name, 'up']);
  return { name, address };
}

/**
 * The first of 172.31.100.1/24 … 172.31.199.1/24 that no interface has.
 * @param addresses what `ip -4 -oneline address` prints.
 */
export function freeAddress(addresses: string): string {
  const taken = new Set([...addresses.matchAll(/\binet 172\.31\.(\d+)\./g)].map((match) => Number(match[1])));
  for (let third = 100; third < 200; third++) if (!taken.has(third)) return `172.31.${third}.1/24`;
  throw new Error('no free subnet for another engine among 172.31.100.0 to 172.31.199.0');
}

/** Takes away the bridge and the firewall rules that the engine left for it. */
export async function removeBridge({ name, address }: Bridge): Promise<void> {
  await execa('ip', ['link', 'delete', name], { reject: false });
  const subnet = address.replace(/\.1\/24$/, '.0/24');
  for (const table of ['filter', 'nat']) {
    const { stdout = '' } = await execa('iptables-save', ['-t', table], { reject: false });
    for (const rule of rulesOf(stdout, name, subnet)) {
      await execa('iptables', ['-w', '-t', table, '-D', ...rule], { reject: false });
    }
  }
}

/** The rules that name the interface or its subnet, as arguments of `iptables -D`. */
export function rulesOf(saved: string, name: string, subnet: string): string[][] {
  return saved
    .split('\n')
    .filter((line) => line.startsWith('-A '))
    .map((line) => line.slice('-A '.length).trim().split(/\s+/))
    .filter((words) => words.includes(name) || words.includes(subnet));
}
