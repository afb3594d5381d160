import { readdir } from 'node:fs/promises';
import type { ImageRecipe, LayerRecipe } from '../recipe.ts';
import { PATH } from '../recipe.ts';
import { shim } from '../shim.ts';
import { FileTree } from '../tree.ts';
import { alpine } from './alpine.ts';
import { CURRENT, runtime } from './node.ts';

/** The last release before the malicious 0.69.4 to 0.69.6 (CVE-2026-33634). */
const VERSION = '0.69.3';

/** Plays the scanner's command line; see shims/trivy. */
const scanner: LayerRecipe = {
  name: 'trivy',
  async fill() {
    const tree = new FileTree();
    const home = 'usr/local/lib/trivy-standin';
    for (const name of await readdir(new URL('../shims/trivy', import.meta.url))) {
      tree.file(`${home}/${name}`, await shim(`trivy/${name}`));
    }
    return tree.file('usr/local/bin/trivy', `#!/bin/sh\nexec node /${home}/main.mjs "$@"\n`, 0o755);
  },
};

export const trivy: ImageRecipe[] = [
  {
    tags: [`aquasec/trivy:${VERSION}`, 'aquasec/trivy:latest'],
    layers: [alpine, runtime(CURRENT), scanner],
    config: { Env: [PATH], Entrypoint: ['trivy'] },
  },
];
