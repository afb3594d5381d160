import { describe, expect, it } from 'vitest';
import { knownFiles, knownLayers } from '../../src/checks/known-content.ts';
import type { Engine } from '../../src/engine/types.ts';
import { imageFiles } from '../../src/image/files.ts';
import type { ImageFacts } from '../../src/image/types.ts';
import { recordedFacts } from '../helpers/recorded-facts.ts';
import { IMAGES } from '../helpers/verdict-cases.ts';

const recorded = await recordedFacts('good', IMAGES.good as NonNullable<typeof IMAGES.good>);
const image = await recorded.image();
const engine = () => ({ real: true }) as Engine;
const withConfig = (config: Partial<ImageFacts['config']>): ImageFacts => ({
  ...image,
  id: 'sha256:other',
  config: { ...image.config, ...config },
});

/** Reads the files of each image in turn, and says which of them were really read. */
async function readOf(one: Engine, asked: [ImageFacts, string[]][]): Promise<boolean[]> {
  const really: boolean[] = [];
  for (const [index, [facts, wanted]] of asked.entries()) {
    really[index] = false;
    await knownFiles(one, facts, new Set(wanted), async () => {
      really[index] = true;
      return imageFiles(new Map(), new Map());
    });
  }
  return really;
}

describe('files of images of the same layers', () => {
  it('are read once, whatever else the image says', async () => {
    const user = withConfig({ user: 'someone', env: { A: 'b' }, cmd: ['true'] });
    expect(
      await readOf(engine(), [
        [image, []],
        [user, []],
      ]),
    ).toEqual([true, false]);
  });

  it('are read again for other layers, other kept contents, another folder to work in, another engine', async () => {
    const one = engine();
    const grown = { ...image, layerDigests: [...image.layerDigests, 'sha256:new'] };
    const asked: [ImageFacts, string[]][] = [
      [image, []],
      [grown, []],
      [image, ['/etc/passwd']],
      [withConfig({ workdir: '/elsewhere' }), []],
      [withConfig({ volumes: ['/data'] }), []],
    ];
    expect(await readOf(one, asked)).toEqual([true, true, true, true, true]);
    expect(await readOf(one, asked)).toEqual([false, false, false, false, false]);
    expect(await readOf(engine(), [[image, []]])).toEqual([true]);
  });

  it('are read each time from a prediction, which has no layers', async () => {
    const predicted = { ...image, layerDigests: [] };
    const asked: [ImageFacts, string[]][] = [
      [predicted, []],
      [predicted, []],
    ];
    expect(await readOf(engine(), asked)).toEqual([true, true]);
  });

  it('are forgotten when many others came after them, and when reading them failed', async () => {
    const one = engine();
    const failing = knownFiles(one, image, new Set(), () => Promise.reject(new Error('lost')));
    await expect(failing).rejects.toThrow('lost');
    expect(await readOf(one, [[image, []]])).toEqual([true]);
    const others = Array.from({ length: 8 }, (_, index): [ImageFacts, string[]] => [image, [`/${index}`]]);
    await readOf(one, others);
    expect(await readOf(one, [[image, []]])).toEqual([true]);
  });
});

describe('what is in layers', () => {
  it('is read again where another instruction made them, or on another base', async () => {
    const one = engine();
    let reads = 0;
    const read = (facts: ImageFacts, base: string[]) =>
      knownLayers(one, facts, base, async () => {
        reads += 1;
        return {
          layers: { layers: [], efficiency: { score: 1, wastedBytes: 0, wastedFiles: [] } },
          secrets: [],
        };
      });
    await read(image, []);
    await read(withConfig({ user: 'someone' }), []);
    expect(reads).toBe(1);
    await read(image, ['sha256:base']);
    const history = [...image.history, { createdBy: 'RUN true', size: 1, empty: false }];
    await read({ ...image, history }, []);
    expect(reads).toBe(3);
  });
});
