import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

/**
 * A registry on 127.0.0.1 that serves one image, `private:1` with a file `/secret`, to who logs in (HTTP Basic).
 * The registry protocol as far as a pull needs it: https://distribution.github.io/distribution/spec/api/
 */
export async function privateRegistry(
  username: string,
  password: string,
): Promise<{ host: string; refused(): number; close(): Promise<void> }> {
  const { manifest, blobs } = await tinyImage();
  const expected = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  let refused = 0;
  const server: Server = createServer((request, response) => {
    if (request.headers.authorization !== expected) {
      refused += 1;
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="test"' }).end();
      return;
    }
    const wanted = /^\/v2\/private\/(manifests|blobs)\/(.+)$/.exec(request.url ?? '');
    if (!wanted) return void response.writeHead(request.url === '/v2/' ? 200 : 404).end();
    const body = wanted[1] === 'manifests' ? manifest : blobs.get(wanted[2] ?? '');
    if (!body) return void response.writeHead(404).end();
    response.writeHead(200, {
      'Content-Type':
        wanted[1] === 'manifests'
          ? 'application/vnd.docker.distribution.manifest.v2+json'
          : 'application/octet-stream',
      'Content-Length': body.length,
      'Docker-Content-Digest': digest(body),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    refused: () => refused,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

const digest = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

async function tinyImage(): Promise<{ manifest: Buffer; blobs: Map<string, Buffer> }> {
  const tar = pack();
  tar.entry({ name: 'secret', mtime: new Date() }, `made ${Date.now()}`);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  const plain = Buffer.concat(chunks);
  const layer = gzipSync(plain);
  const config = Buffer.from(
    JSON.stringify({
      architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
      os: 'linux',
      config: {},
      rootfs: { type: 'layers', diff_ids: [digest(plain)] },
      history: [{ created_by: 'test' }],
    }),
  );
  const part = (mediaType: string, bytes: Buffer) => ({
    mediaType: `application/vnd.docker.${mediaType}`,
    size: bytes.length,
    digest: digest(bytes),
  });
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
      config: part('container.image.v1+json', config),
      layers: [part('image.rootfs.diff.tar.gzip', layer)],
    }),
  );
  return {
    manifest,
    blobs: new Map([config, layer].map((bytes) => [digest(bytes), bytes])),
  };
}
