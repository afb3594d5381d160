// Saved images to read: those of the fixtures, and one made for a test.
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { readArchive } from '../../src/image/archive.ts';
import { type MadeImage, makeTar } from '../image/make.ts';

/** The path of a file among the fixtures of images. */
export const imageFixture = (name: string) =>
  fileURLToPath(new URL(`../fixtures/image/${name}`, import.meta.url));

/** What an archive holds of the image that is asked for. */
export const readMade = (archive: Buffer, ref = 'made') => readArchive(Readable.from([archive]), { ref });

/** Two layers: the second removes a file of the first. */
export async function twoLayers(): Promise<MadeImage> {
  return {
    layers: [
      await makeTar(
        { name: 'app/', type: 'directory' },
        { name: 'app/a', content: 'aaa' },
        { name: 'b', content: 'bb' },
      ),
      await makeTar({ name: 'app/.wh.a' }, { name: 'c', content: 'c' }),
    ],
    createdBy: ['COPY . . # buildkit', 'RUN /bin/sh -c rm app/a # buildkit'],
    config: { User: '10001', Env: ['A=1=2'], Healthcheck: { Test: ['CMD', 'x'], Interval: 3e10 } },
  };
}
