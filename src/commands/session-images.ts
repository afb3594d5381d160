import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Lab } from '../course/types.ts';
import type { Engine } from '../engine/types.ts';
import type { LayerLine } from '../image/layer-lines.ts';
import type { ImageFacts } from '../image/types.ts';
import type { AttemptStore } from '../progress/attempts.ts';
import type { LabImage } from '../session/image-state.ts';
import type { ImagesPort } from '../session/ports.ts';
import type { SessionEngine } from './session-engine.ts';
import type { Setup } from './setup.ts';

/** The images of a session: looked up on its engine, read in the background, blamed on the learner's Dockerfile. */
export function sessionImages(
  { workspace }: Setup,
  engine: SessionEngine,
  attempts: AttemptStore,
): ImagesPort {
  return {
    async ofLab(lab) {
      const now = await engine.best();
      const found = await Promise.all(
        Object.keys(lab.manifest.images).map((name) => currentImage(lab, name, workspace.labDir(lab), now)),
      );
      const current = found.filter((image) => image !== undefined);
      return [...current, ...(now.real ? await earlierImages(lab, current, now, attempts) : [])];
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

/** Per image of the lab so many earlier builds are looked for; an engine keeps them until it is tidied. */
const EARLIER = 4;

/** What earlier attempts built and the engine still has, newest first, blamed on their own Dockerfile. */
async function earlierImages(
  lab: Lab,
  current: readonly LabImage[],
  engine: Engine,
  attempts: AttemptStore,
): Promise<LabImage[]> {
  const found: LabImage[] = [];
  const known = new Set(current.map(({ facts }) => facts.id));
  const built = (await attempts.list(lab.id)).filter(({ confidence }) => confidence === 'measured');
  for (const attempt of built.toReversed()) {
    for (const { name, id } of attempt.images) {
      const declared = lab.manifest.images[name];
      const enough = found.filter((one) => one.name === name).length >= EARLIER;
      if (!declared || declared.from === 'starter' || enough || known.has(id)) continue;
      known.add(id);
      const facts = await engine.image(id);
      if (!facts) continue;
      const file = attempt.files.find(({ path }) => path === declared.dockerfile);
      const text = file && (await attempts.file(file.sha256));
      const lines = await linesIn(text?.toString('utf8') ?? '', facts, declared.dockerfile, declared.target);
      const { number, at } = attempt;
      found.push({ name, facts, lines, file: declared.dockerfile, own: true, attempt: { number, at } });
    }
  }
  return found;
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
