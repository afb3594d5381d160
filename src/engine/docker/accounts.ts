import tar from 'tar-stream';
import { idsByName } from '../../image/account-ids.ts';
import { type Client, isStatus } from './client.ts';

/** Longer than any passwd that an image has a reason for. Bytes. */
const MAX = 1_000_000;

/**
 * The accounts of a container's own `/etc/passwd` (passwd(5)).
 *
 * @returns name -> uid; empty where there is no such file
 * @throws EngineError when the engine is at fault
 */
export async function accountsIn(client: Client, id: string): Promise<Map<string, number>> {
  try {
    const archive = await client.stream('GET', `/containers/${id}/archive`, {
      query: { path: '/etc/passwd' },
      doing: 'run the container',
    });
    let text = '';
    for await (const entry of archive.pipe(tar.extract())) {
      for await (const chunk of entry) if (text.length < MAX) text += String(chunk);
    }
    return idsByName(text);
  } catch (error) {
    if (isStatus(error, 404)) return new Map();
    throw error;
  }
}
