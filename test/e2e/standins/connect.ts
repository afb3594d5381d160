import Docker from 'dockerode';
import { discoverEngine } from '../../../src/engine/discover.ts';

/** The engine that docker-labs itself would use, and its address; or why there is none. */
export type Found = { docker: Docker; host: string } | { docker: undefined; why: string };

export async function findEngine(): Promise<Found> {
  const { engine, tried } = await discoverEngine({ choice: 'auto' });
  if (engine === undefined)
    return { docker: undefined, why: `${tried.length} places tried; docker-labs doctor lists them` };
  const { endpoint } = await engine.info();
  await engine.close();
  // docker-modem reads the address, TLS and ssh settings from the environment.
  process.env.DOCKER_HOST = endpoint;
  return { docker: new Docker(), host: endpoint };
}

/** Each of these engines; without a name, the one that docker-labs itself would use. */
export async function findEngines(hosts: string[]): Promise<Found[]> {
  if (hosts.length === 0) return [await findEngine()];
  const found: Found[] = [];
  for (const host of hosts) {
    process.env.DOCKER_HOST = host;
    found.push(await findEngine());
  }
  return found;
}
