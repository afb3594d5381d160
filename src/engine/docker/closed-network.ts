import { BlockList } from 'node:net';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { OUR_LABEL } from '../types.ts';
import { type Client, isStatus } from './client.ts';

/** Of the engine's: docker-labs' own network without a way out. */
const NAME = 'docker-labs-closed';

interface Network {
  Id: string;
  Name: string;
  Created?: string;
}

/** Being looked for, by engine: several containers that start at once get the same one. */
const underWay = new WeakMap<Client, Promise<string>>();
const known = new Set<string>();

/** Is it the id of such a network? */
export const isClosedNetwork = (id: string | undefined): boolean => id !== undefined && known.has(id);

/** `EngineTools.closedNetwork` of a real engine: an internal bridge network. */
export async function closedNetwork(client: Client): Promise<string> {
  const search = underWay.get(client) ?? findOrMake(client).finally(() => underWay.delete(client));
  underWay.set(client, search);
  const id = await search;
  known.add(id);
  return id;
}

/**
 * By its id, not its name: engines let two clients that ask at once both make a network of one name, which is then
 * ambiguous. All agree on the oldest.
 */
async function findOrMake(client: Client): Promise<string> {
  const there = await oldest(client);
  if (there !== undefined) return there;
  const making = client.json<{ Id: string }>('POST', '/networks/create', {
    doing: 'run the container',
    body: { Name: NAME, Driver: 'bridge', Internal: true, Labels: { [OUR_LABEL]: 'true' } },
  });
  const { Id: own } = await making.catch((error: unknown) => {
    // Newer engines refuse the second.
    if (isStatus(error, 409)) return { Id: '' };
    throw error;
  });
  const agreed = (await oldest(client)) ?? own;
  if (own !== '' && agreed !== own) await client.json('DELETE', `/networks/${own}`).catch(() => undefined);
  return agreed;
}

async function oldest(client: Client): Promise<string | undefined> {
  const filters = JSON.stringify({ name: [NAME] });
  const all = await client.json<Network[]>('GET', '/networks', { query: { filters } });
  // The filter also lets through names that merely contain it.
  const named = all.filter(({ Name }) => Name === NAME);
  const age = ({ Created = '', Id }: Network) => `${Created} ${Id}`;
  return named.sort((a, b) => (age(a) < age(b) ? -1 : 1))[0]?.Id;
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
