import { randomBytes } from 'node:crypto';
import { BlockList } from 'node:net';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { OUR_LABEL } from '../types.ts';
import type { Client } from './client.ts';

/** Of the engine's: how the names of docker-labs' own networks without a way out begin. */
const PREFIX = 'docker-labs-closed-';

interface Network {
  Id: string;
  Name: string;
  Created?: string;
}

/** Being looked for, by engine: containers that start at once get the same one. */
const underWay = new WeakMap<Client, Promise<string>>();

export const isClosedNetwork = (name: string | undefined): boolean => name?.startsWith(PREFIX) === true;

/** `EngineTools.closedNetwork` of a real engine: an internal bridge network. */
export function closedNetwork(client: Client): Promise<string> {
  const search = underWay.get(client) ?? findOrMake(client).finally(() => underWay.delete(client));
  underWay.set(client, search);
  return search;
}

/**
 * Each client makes one of a name of its own, and all agree on the oldest: an engine lets two clients that ask at once both
 * have a network of one name, which then is ambiguous to it, even by its id.
 */
async function findOrMake(client: Client): Promise<string> {
  const there = await oldest(client);
  if (there !== undefined) return there.Name;
  const Name = `${PREFIX}${randomBytes(4).toString('hex')}`;
  const { Id } = await client.json<{ Id: string }>('POST', '/networks/create', {
    doing: 'run the container',
    body: { Name, Driver: 'bridge', Internal: true, Labels: { [OUR_LABEL]: 'true' } },
  });
  const agreed = (await oldest(client)) ?? { Id, Name };
  if (agreed.Id !== Id) await client.json('DELETE', `/networks/${Id}`).catch(() => undefined);
  return agreed.Name;
}

async function oldest(client: Client): Promise<Network | undefined> {
  const filters = JSON.stringify({ name: [PREFIX] });
  const all = await client.json<Network[]>('GET', '/networks', { query: { filters } });
  // The filter also lets through names that merely contain it.
  const named = all.filter(({ Name }) => isClosedNetwork(Name));
  const age = ({ Created = '', Id }: Network) => `${Created} ${Id}`;
  return named.sort((a, b) => (age(a) < age(b) ? -1 : 1))[0];
}

/** Has this machine an interface in the network of that IPv4 address, as it has on the bridges of its own engine? */
export function isOnOurNetwork(
  address: string,
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces(),
): boolean {
  const networks = new BlockList();
  for (const one of Object.values(interfaces).flatMap((all) => all ?? [])) {
    const prefix = Number(one.cidr?.split('/')[1]);
    if (one.family === 'IPv4' && !one.internal && prefix > 0) networks.addSubnet(one.address, prefix, 'ipv4');
  }
  return networks.check(address, 'ipv4');
}
