import { Interrupted } from '../../errors.ts';
import { sanitiseLine } from '../../text/sanitise.ts';
import type { EngineEvent } from '../types.ts';
import type { Client } from './client.ts';
import { toEngineError } from './errors.ts';
import { jsonLines } from './ndjson.ts';

interface EventAnswer {
  Type?: string;
  Action?: string;
  Actor?: { ID?: string; Attributes?: Record<string, string> | null };
}

/** Image and container events as they happen; ends without an error when the signal aborts. */
export async function* engineEvents(client: Client, signal: AbortSignal): AsyncGenerator<EngineEvent> {
  try {
    const query = { filters: JSON.stringify({ type: ['image', 'container'] }) };
    const stream = await client.stream('GET', '/events', { query, signal });
    for await (const answer of jsonLines<EventAnswer>(stream)) yield event(answer);
  } catch (error) {
    const ours = toEngineError(error, { doing: 'ask', endpoint: client.endpoint, signal });
    if (!(ours instanceof Interrupted)) throw ours;
  }
}

function event({ Type, Action, Actor }: EventAnswer): EngineEvent {
  const name = Actor?.Attributes?.name;
  return {
    type: Type === 'image' || Type === 'container' ? Type : 'other',
    action: sanitiseLine(Action ?? ''),
    id: sanitiseLine(Actor?.ID ?? ''),
    ...(name ? { name: sanitiseLine(name) } : {}),
  };
}
