import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { dockerArchive, type Image } from './archive.ts';
import { assemble } from './assemble.ts';
import type { ImageRecipe } from './recipe.ts';

/**
 * Assembles the images and loads them: each as soon as it is made, together with those that were made while
 * the engine was busy with the ones before.
 */
export async function provide(
  docker: Docker,
  recipes: ImageRecipe[],
  log: (line: string) => void,
): Promise<void> {
  let waiting: Image[] = [];
  let loading = Promise.resolve();
  const loadWaiting = async () => {
    const images = waiting;
    waiting = [];
    if (images.length > 0) await load(docker, images, log);
  };
  await assemble(recipes, log, (image) => {
    waiting.push(image);
    loading = loading.then(loadWaiting);
    loading.catch(() => {});
  });
  await loading;
}

/** Loads those images that the engine does not have under their tags already. */
export async function load(docker: Docker, images: Image[], log: (line: string) => void): Promise<void> {
  const present = await Promise.all(images.map((image) => isPresent(docker, image)));
  const missing = images.filter((_, index) => !present[index]);
  if (missing.length > 0) {
    const answer = await docker.loadImage(Readable.from(dockerArchive(missing)), { quiet: true });
    let text = '';
    for await (const chunk of answer) text += chunk;
    const failure = /"error":\s*"([^"]*)"/.exec(text)?.[1];
    if (failure !== undefined) throw new Error(`The engine refused the stand-ins: ${failure}`);
  }
  for (const image of images) {
    log(
      `${missing.includes(image) ? 'loaded ' : 'present'}  ${image.id.slice(7, 19)}  ${image.tags.join(' ')}`,
    );
  }
}

async function isPresent(docker: Docker, image: Image): Promise<boolean> {
  const ids = await Promise.all(
    image.tags.map((tag) =>
      docker
        .getImage(tag)
        .inspect()
        .then(
          (facts) => facts.Id,
          () => undefined,
        ),
    ),
  );
  return ids.every((id) => id === image.id);
}
