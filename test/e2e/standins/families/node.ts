import type { ImageRecipe, Kit, LayerRecipe } from '../recipe.ts';
import { PATH } from '../recipe.ts';
import { shim } from '../shim.ts';
import { FileTree } from '../tree.ts';
import { alpine, withUser as withAlpineUser } from './alpine.ts';
import { debian, withUser as withDebianUser } from './debian.ts';
import { full, MB } from './padding.ts';

const YARN = '1.22.22';
const KEPT_OF_NODE = /^(bin\/node|LICENSE)$/;

interface Version {
  node: string;
  npm: string;
}

/** Node, npm and yarn from their npm packages, filed as the official image files them. */
export function runtime({ node, npm }: Version): LayerRecipe {
  return {
    name: `node-${node}`,
    async fill(kit: Kit) {
      const tree = new FileTree();
      const lib = 'usr/local/lib/node_modules/npm';
      const [program, manager, yarn] = await Promise.all([
        kit.npm.tarball(`node-linux-${kit.host.nodeArch}`, node),
        kit.npm.tarball('npm', npm),
        kit.npm.tarball('yarn', YARN),
      ]);
      await kit.npm.unpack(program, tree, 'usr/local', (path) => KEPT_OF_NODE.test(path));
      await kit.npm.unpack(manager, tree, lib, (path) => !/^(docs|man)\//.test(path));
      await kit.npm.unpack(yarn, tree, `opt/yarn-v${YARN}`);
      for (const [path, entry] of tree.entries) {
        if (entry.type === 'file')
          tree.set(path, { ...entry, uid: 0, gid: 0, mode: modeOf(path, entry.mode) });
      }
      for (const name of ['npm', 'npx'])
        tree.symlink(`usr/local/bin/${name}`, `../lib/node_modules/npm/bin/${name}-cli.js`);
      for (const name of ['yarn', 'yarnpkg'])
        tree.symlink(`usr/local/bin/${name}`, `/opt/yarn-v${YARN}/bin/${name}`);
      tree.symlink('usr/local/bin/nodejs', 'node');
      tree.file('usr/local/etc/npmrc', kit.host.npmrc);
      return tree.file('usr/local/bin/docker-entrypoint.sh', await shim('node-entrypoint.sh'), 0o755);
    },
  };
}

/** npm tarballs carry no executable bit for what npm would link as a command. */
const modeOf = (path: string, mode: number) => (/\/bin\/|-cli\.js$/.test(path) ? 0o755 : mode & 0o755);

const alpineUser: LayerRecipe = { name: 'node-user-alpine', fill: async () => withAlpineUser('node', 1000) };

const debianUser: LayerRecipe = {
  name: 'node-user-debian',
  fill: (kit) => withDebianUser(kit, 'trixie', 'node', 1000),
};

export const CURRENT: Version = { node: '24.21.0', npm: '11.21.2' };
const MATERIAL: Version = { node: '18.20.8', npm: '10.8.2' };

const config = ({ node }: Version) => ({
  Env: [PATH, `NODE_VERSION=${node}`, `YARN_VERSION=${YARN}`],
  Entrypoint: ['docker-entrypoint.sh'],
  Cmd: ['node'],
});

export const node: ImageRecipe[] = [
  { tags: ['node:24-alpine'], layers: [alpine, alpineUser, runtime(CURRENT)], config: config(CURRENT) },
  {
    tags: ['node:24-slim'],
    layers: [debian('trixie'), debianUser, runtime(CURRENT)],
    config: config(CURRENT),
  },
  {
    tags: ['node:24', 'node:latest'],
    layers: [debian('trixie'), ...full(500 * MB, 380 * MB), debianUser, runtime(CURRENT)],
    config: config(CURRENT),
    padded: 880 * MB,
  },
  { tags: ['node:18-alpine'], layers: [alpine, alpineUser, runtime(MATERIAL)], config: config(MATERIAL) },
];
