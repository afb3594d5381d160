import { BlockList } from 'node:net';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { OUR_LABEL } from '../types.ts';
import { type Client, isStatus } from './client.ts';

/** Of the engine's: docker-labs' own network without a way out. */
export const CLOSED_NETWORK = 'docker-labs-closed';

/** `EngineTools.closedNetwork` of a real engine: an internal bridge network. */
export async function closedNetwork(client: Client): Promise<string> {
  const path = `/networks/${CLOSED_NETWORK}`;
  if (await client.find('GET', path)) return CLOSED_NETWORK;
  try {
    await client.json('POST', '/networks/create', {
      doing: 'run the container',
      body: {
        Name: CLOSED_NETWORK,
        CheckDuplicate: true,
        Driver: 'bridge',
        Internal: true,
        Labels: { [OUR_LABEL]: 'true' },
      },
    });
  } catch (error) {
    // Another docker-labs was quicker.
    if (!isStatus(error, 409)) throw error;
  }
  return CLOSED_NETWORK;
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
