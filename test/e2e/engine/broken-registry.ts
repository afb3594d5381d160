import { createHash } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const BLOB = Buffer.alloc(100_000, 7);
const digest = (bytes: Buffer | string) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const TYPE = 'application/vnd.docker.distribution.manifest.v2+json';
const CONFIG = JSON.stringify({
  architecture: 'amd64',
  os: 'linux',
  config: {},
  rootfs: { type: 'layers', diff_ids: [digest(BLOB)] },
});
const MANIFEST = JSON.stringify({
  schemaVersion: 2,
  mediaType: TYPE,
  config: {
    mediaType: 'application/vnd.docker.container.image.v1+json',
    size: CONFIG.length,
    digest: digest(CONFIG),
  },
  layers: [
    {
      mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
      size: BLOB.length,
      digest: digest(BLOB),
    },
  ],
});

/**
 * A registry that answers as one should until a layer is fetched: of `cut/…` it sends half and hangs up, of `stall/…`
 * half and then nothing.
 */
export async function brokenRegistry() {
  let stalled = 0;
  let cut = 0;
  const send = (response: ServerResponse, type: string, body: string) =>
    response
      .writeHead(200, {
        'Content-Type': type,
        'Content-Length': body.length,
        'Docker-Content-Digest': digest(body),
      })
      .end(body);
  const server = createServer(({ url = '', method }, response) => {
    if (method === 'HEAD' || url.includes('/manifests/')) return send(response, TYPE, MANIFEST);
    if (url.endsWith(digest(CONFIG))) return send(response, 'application/octet-stream', CONFIG);
    if (!url.includes('/blobs/')) return send(response, 'application/json', '{}');
    response.writeHead(200, { 'Content-Length': BLOB.length });
    response.write(BLOB.subarray(0, BLOB.length / 2), () => {
      if (url.includes('/stall/')) stalled += 1;
      else {
        cut += 1;
        response.destroy();
      }
    });
    return response;
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Layers that were begun and left hanging, and those that were cut off. */
    begun: () => ({ stalled, cut }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
