import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { get } from 'node:http';

/** What the scanner knows of an image: `{ name, id, tags, diffIds, size, config, architecture, os }`. */

export async function imageOfEngine(name) {
  const host = process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock';
  const { status, body } = await ask(host, name).catch(() => {
    throw new Error(
      `run error: image scan error: scan error: unable to initialize a scan service: unable to initialize an image scan service: unable to find the specified image "${name}" in ["docker"]: 1 error occurred:\n\t* docker error: unable to inspect the image (${name}): Cannot connect to the Docker daemon at ${host}. Is the docker daemon running?`,
    );
  });
  if (status !== 200) {
    throw new Error(
      `run error: image scan error: scan error: unable to initialize a scan service: unable to initialize an image scan service: unable to find the specified image "${name}" in ["docker"]: 1 error occurred:\n\t* docker error: unable to inspect the image (${name}): Error response from daemon: ${body.message}`,
    );
  }
  return {
    name,
    id: body.Id,
    tags: body.RepoTags ?? [],
    diffIds: body.RootFS?.Layers ?? [],
    size: body.Size,
    config: body.Config ?? {},
    architecture: body.Architecture,
    os: body.Os,
  };
}

function ask(host, name) {
  const url = new URL(host);
  const where =
    url.protocol === 'unix:' ? { socketPath: url.pathname } : { host: url.hostname, port: url.port || 2375 };
  return new Promise((resolve, reject) => {
    const request = get({ ...where, path: `/images/${encodeURIComponent(name)}/json` }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, body: JSON.parse(text) }));
    });
    request.on('error', reject);
  });
}

/** An image saved with `docker save`. */
export function imageOfArchive(file) {
  const member = (path) => execFileSync('tar', ['-xOf', file, path], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const [first] = JSON.parse(member('manifest.json'));
    const bytes = member(first.Config);
    const config = JSON.parse(bytes);
    return {
      name: file,
      id: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
      tags: first.RepoTags ?? [],
      diffIds: config.rootfs.diff_ids,
      size: 0,
      config: config.config ?? {},
      architecture: config.architecture,
      os: config.os,
    };
  } catch {
    throw new Error(
      `run error: image scan error: scan error: unable to initialize a scan service: unable to open ${file} as a Docker image`,
    );
  }
}
