import type { LayerRecipe } from '../recipe.ts';
import { FileTree } from '../tree.ts';

export const MB = 1_000_000;

/** Zeros in the place of the compilers, headers and tools that the full images carry. */
export function padding(name: string, bytes: number): LayerRecipe {
  return {
    name: `padding-${name}`,
    compress: true,
    fill: async () => new FileTree().file(`usr/share/docker-labs-standin/${name}`, { zeros: bytes }),
  };
}

/**
 * The layers between the system and the language of a full image: like the real ones, all full
 * images share them.
 * @param scm bytes of what all have; @param build bytes of what those with C libraries have on top.
 */
export function full(scm: number, build = 0): LayerRecipe[] {
  return [padding('scm', scm), ...(build > 0 ? [padding('build', build)] : [])];
}
