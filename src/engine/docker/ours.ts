import { EngineError } from '../../errors.ts';
import { sanitiseLine } from '../../text/sanitise.ts';
import { ownerState } from '../owner.ts';
import { OUR_LABEL, type OwnedThing } from '../types.ts';
import type { ContainerAnswer, ListedContainer, ListedImage } from './api.ts';
import { type Client, isStatus } from './client.ts';
import { removeContainer } from './container.ts';
import { imagePath } from './image.ts';

const filters = JSON.stringify({ label: [`${OUR_LABEL}=true`] });

/** Everything that carries our label: containers first, then networks, volumes and images. */
export async function listOurs(client: Client, signal?: AbortSignal): Promise<OwnedThing[]> {
  const about = signal ? { signal } : {};
  const [containers, networks, volumes, images] = await Promise.all([
    client.json<ListedContainer[]>('GET', '/containers/json', {
      query: { all: true, size: true, filters },
      ...about,
    }),
    client.json<{ Id: string; Name?: string; Created?: string }[]>('GET', '/networks', {
      query: { filters },
      ...about,
    }),
    client.json<{ Volumes?: { Name: string; CreatedAt?: string }[] | null }>('GET', '/volumes', {
      query: { filters },
      ...about,
    }),
    client.json<ListedImage[]>('GET', '/images/json', { query: { filters }, ...about }),
  ]);
  return [
    ...containers.map((one) => thing('container', one.Id, one.Names?.[0]?.slice(1), one.Created, one.SizeRw)),
    ...networks.map((one) => thing('network', one.Id, one.Name, one.Created)),
    ...(volumes.Volumes ?? []).map((one) => thing('volume', one.Name, one.Name, one.CreatedAt)),
    ...images.map((one) => thing('image', one.Id, tagOf(one), one.Created, one.Size)),
  ];
}

function tagOf(image: ListedImage): string | undefined {
  return image.RepoTags?.find((tag) => tag !== '<none>:<none>');
}

function thing(
  type: OwnedThing['type'],
  id: string,
  name: string | undefined,
  created: number | string | undefined,
  size?: number,
): OwnedThing {
  const when = typeof created === 'number' ? new Date(created * 1000).toISOString() : created;
  return {
    type,
    id: sanitiseLine(id),
    name: sanitiseLine(name || id.replace(/^sha256:/, '').slice(0, 12)),
    ...(size === undefined ? {} : { size }),
    ...(when ? { created: sanitiseLine(when) } : {}),
  };
}

/**
 * Removes one of them; one that is gone already is fine.
 *
 * @throws EngineError when it is in use, by a container or by another docker-labs that still runs
 */
export async function removeOurs(client: Client, owned: OwnedThing, signal?: AbortSignal): Promise<void> {
  const about = { doing: 'remove', ...(signal ? { signal } : {}) } as const;
  if (owned.type === 'container') {
    await refuseForeign(client, owned);
    return removeContainer(client, owned.id);
  }
  if (owned.type === 'image') {
    await refuseUsed(client, owned);
    // By its id an image of several tags goes only by force.
    await client.find('DELETE', imagePath(owned.id, '').replace(/\/$/, ''), {
      query: { force: true },
      ...about,
    });
    return;
  }
  await client.find('DELETE', `/${owned.type}s/${encodeURIComponent(owned.id)}`, about);
}

async function refuseUsed(client: Client, owned: OwnedThing): Promise<void> {
  // Without the algorithm: Podman finds none by an id that has it, and the image would go with its containers.
  const ancestor = [owned.id.replace(/^sha256:/, '')];
  const query = { all: true, filters: JSON.stringify({ ancestor }) };
  const users = await client.json<ListedContainer[]>('GET', '/containers/json', { query });
  if (users.length === 0) return;
  throw new EngineError(
    'engine-failed',
    `The image ${owned.name} is in use by ${users.length === 1 ? 'a container' : `${users.length} containers`}.`,
    'docker ps --all shows them.',
  );
}

async function refuseForeign(client: Client, owned: OwnedThing): Promise<void> {
  const found = await client.find<ContainerAnswer>('GET', `/containers/${owned.id}/json`);
  if (!found?.State?.Running) return;
  const created = Date.parse(found.Created ?? '') || Date.now();
  if (ownerState(found.Config?.Labels ?? {}, created) !== 'alive') return;
  throw new EngineError(
    'engine-failed',
    `The container ${owned.name} is in use by another docker-labs that still runs.`,
    'End that one first.',
  );
}

/** Removes containers that a docker-labs left behind when it was killed. Best effort. */
export async function sweep(client: Client): Promise<void> {
  try {
    const listed = await client.json<ListedContainer[]>('GET', '/containers/json', {
      query: { all: true, filters },
    });
    const created = (one: ListedContainer) => (one.Created ?? Date.now() / 1000) * 1000;
    const dead = listed.filter((one) => ownerState(one.Labels ?? {}, created(one)) === 'gone');
    await Promise.all(dead.map((one) => removeContainer(client, one.Id)));
  } catch (error) {
    if (!(error instanceof EngineError) && !isStatus(error, 409)) throw error;
  }
}
