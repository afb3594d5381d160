import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { Client } from '../../../src/engine/docker/client.ts';
import { readImage } from '../../../src/engine/docker/image.ts';
import { EngineError } from '../../../src/errors.ts';
import { stopListening } from '../../helpers/fake-engine.ts';

const dir = mkdtempSync(join(tmpdir(), 'dl-client-'));
let server: Server | undefined;
afterEach(async () => {
  if (server) await stopListening(server);
  rmSync(dir, { recursive: true, force: true });
});

it('takes an answer that points elsewhere for a fault of the engine, and goes nowhere', async () => {
  const asked: string[] = [];
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    // What both engines say to a path with an empty part.
    response.writeHead(301, { Location: '/images/json' });
    response.end();
  });
  const path = join(dir, 'engine.sock');
  await new Promise<void>((done) => server?.listen(path, done));
  const transport = { kind: 'socket', path } as const;
  const client = new Client({ url: `unix://${path}`, foundBy: 'a test', explicit: true, transport }, {});

  await expect(client.json('GET', '/images//json')).rejects.toThrow(EngineError);
  // Long enough for a request to whatever it pointed to: one that nobody waits for ends the process.
  await new Promise((done) => setTimeout(done, 200));
  expect(asked).toEqual(['/images//json']);

  expect(await readImage(client, '', { podman: false })).toBeUndefined();
  expect(asked).toHaveLength(1);
  client.close();
});
