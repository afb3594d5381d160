import { unpackDebs } from '../deb.ts';
import type { ImageConfig, ImageRecipe, LayerRecipe } from '../recipe.ts';
import { PATH } from '../recipe.ts';
import { shim } from '../shim.ts';
import { FileTree } from '../tree.ts';
import { alpine } from './alpine.ts';

const CONFIG = `version: 0.1
log:
  fields:
    service: registry
storage:
  delete:
    enabled: true
  cache:
    blobdescriptor: inmemory
  filesystem:
    rootdirectory: /var/lib/registry
http:
  addr: :5000
  headers:
    X-Content-Type-Options: [nosniff]
health:
  storagedriver:
    enabled: true
    interval: 10s
    threshold: 3
`;

/** The two places where the official images of version 2 and 3 keep their configuration. */
const PLACES = { 2: '/etc/docker/registry/config.yml', 3: '/etc/distribution/config.yml' };

/** Debian's docker-registry where the official image has its `registry`. */
const server: LayerRecipe = {
  name: 'registry',
  async fill(kit) {
    const unpacked = new FileTree();
    await unpackDebs(await kit.apt('trixie').download('docker-registry'), unpacked);
    const tree = new FileTree().graft(unpacked, 'usr/bin/docker-registry', 'bin/registry');
    for (const place of Object.values(PLACES)) tree.file(place, CONFIG);
    tree.directory('var/lib/registry');
    return tree.file('entrypoint.sh', await shim('registry-entrypoint.sh'), 0o755);
  },
};

const config = (version: 2 | 3): ImageConfig => ({
  Env: [PATH, ...(version === 3 ? ['OTEL_TRACES_EXPORTER=none'] : [])],
  Entrypoint: ['/entrypoint.sh'],
  Cmd: [PLACES[version]],
  ExposedPorts: { '5000/tcp': {} },
  Volumes: { '/var/lib/registry': {} },
});

export const registry: ImageRecipe[] = [
  { tags: ['registry:3'], layers: [alpine, server], config: config(3) },
  { tags: ['registry:2'], layers: [alpine, server], config: config(2) },
];
