import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Lab } from '../course/types.ts';
import type { Engine } from '../engine/types.ts';
import type { LayerLine } from '../image/layer-lines.ts';
import type { ImageFacts } from '../image/types.ts';
import type { LabImage } from '../session/image-state.ts';
import type { ImagesPort } from '../session/ports.ts';
import type { SessionEngine } from './session-engine.ts';
import type { Setup } from './setup.ts';

/** The images of a session: looked up on its engine, read in the background, blamed on the learner's Dockerfile. */
export function sessionImages({ workspace }: Setup, engine: SessionEngine): ImagesPort {
  return {
    async ofLab(lab) {
      const now = await engine.best();
      const found = await Promise.all(
        Object.keys(lab.manifest.images).map((name) => currentImage(lab, name, workspace.labDir(lab), now)),
      );
      return found.filter((image) => image !== undefined);
    },
    async layers(ref, onBytes, signal) {
      const [{ examineArchive }, { badSave }] = await Promise.all([
        import('../image/examine.ts'),
        import('../image/archive.ts'),
      ]);
      const archive = await (await engine.best()).save(ref, signal);
      const counted = new PassThrough({ highWaterMark: 1024 * 1024 });
      let bytes = 0;
      archive.on('data', (piece: Buffer) => {
        bytes += piece.length;
        onBytes(bytes);
      });
      archive.on('error', (error) => counted.destroy(error));
      counted.on('close', () => archive.destroy());
      return examineArchive(archive.pipe(counted), { ref, complain: badSave(ref), signal });
    },
  };
}

/** An image of the lab as it is on the engine now; undefined when it is not there. */
async function currentImage(
  lab: Lab,
  name: string,
  labDir: string,
  engine: Engine,
): Promise<LabImage | undefined> {
  const declared = lab.manifest.images[name];
  const facts = declared && (await engine.image(declared.tag));
  if (!declared || !facts) return undefined;
  const own = declared.from !== 'starter';
  const text = await readFile(join(own ? labDir : lab.starterDir, declared.dockerfile), 'utf8').catch(
    () => '',
  );
  const lines = await linesIn(text, facts, declared.dockerfile, declared.target);
  return { name, facts, lines, file: declared.dockerfile, own };
}

async function linesIn(
  text: string,
  facts: ImageFacts,
  file: string,
  target: string | undefined,
): Promise<(LayerLine | undefined)[]> {
  const [{ linesOfLayers }, { parseDockerfile }] = await Promise.all([
    import('../image/layer-lines.ts'),
    import('../dockerfile/parse.ts'),
  ]);
  return linesOfLayers(facts.history, parseDockerfile(text, file), target);
}
