import { randomBytes, randomInt } from 'node:crypto';
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
  for (let attempt = 0; attempt < 20; attempt++) {
    const bridge = { name: `dl-${randomBytes(4).toString('hex')}`, address: freeAddress(await addresses()) };
    await execa('ip', ['link', 'add', bridge.name, 'address', ownMac(), 'type', 'bridge']);
    await execa('ip', ['address', 'add', bridge.address, 'dev', bridge.name]);
    // Another engine may have chosen the same in this moment; both then choose again.
    if ((await addresses()).split(`inet ${bridge.address} `).length === 2) {
      await execa('ip', ['link', 'set', bridge.name, 'up']);
      return bridge;
    }
    await execa('ip', ['link', 'delete', bridge.name]);
  }
  throw new Error('found no subnet that another engine did not take at the same time');
}

/**
 * A MAC address of the locally administered kind. A bridge without one of its own takes the lowest of its ports', and
 * another as containers come and go: what the others still send to the old one is flooded to all ports, where the
 * kernel sees masqueraded connections leave by a new interface and forgets them. Downloads then stand still for good.
 */
const ownMac = () => `02:42:${randomBytes(4).toString('hex').match(/../g)?.join(':')}`;

const addresses = async () => (await execa('ip', ['-4', '-oneline', 'address'])).stdout;

/**
 * One of 172.31.100.1/24 … 172.31.199.1/24 that no interface has.
 * @param inUse what `ip -4 -oneline address` prints.
 */
export function freeAddress(inUse: string): string {
  const taken = new Set([...inUse.matchAll(/\binet 172\.31\.(\d+)\./g)].map((match) => Number(match[1])));
  const free = Array.from({ length: 100 }, (_, index) => 100 + index).filter((third) => !taken.has(third));
  const chosen = free[randomInt(Math.max(1, free.length))];
  if (chosen === undefined)
    throw new Error('no free subnet for another engine between 172.31.100.0 and 172.31.199.0');
  return `172.31.${chosen}.1/24`;
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
