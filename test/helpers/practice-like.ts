import { Catalogue, loadCatalogue } from '../../src/engine/practice/catalogue.ts';
import { renewEntry } from '../../src/engine/practice/renew.ts';
import type { Engine } from '../../src/engine/types.ts';

/**
 * The catalogue of base images with what this engine says of those that it has: a stand-in has another version and
 * size than the image that the catalogue is about, and a practice engine is compared on equal bases.
 *
 * @returns the catalogue, and the names (`node:24-alpine`) that the engine has
 */
export async function catalogueOf(
  engine: Engine,
): Promise<{ catalogue: Catalogue; present: ReadonlySet<string> }> {
  const data = structuredClone(loadCatalogue().data);
  const present = new Set<string>();
  for (const [index, entry] of data.images.entries()) {
    for (const tag of entry.tags) {
      const name = `${entry.image}:${tag}`;
      const facts = await engine.image(name);
      if (!facts) continue;
      present.add(name);
      const { config, ...renewed } = renewEntry(entry, facts, entry.asOf);
      const { labels } = facts.config;
      data.images[index] = {
        ...renewed,
        size: facts.size,
        ...(config ? { config: { ...config, labels } } : {}),
      };
    }
  }
  return { catalogue: new Catalogue(data), present };
}
