import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { openContext } from '../../src/dockerfile/open-context.ts';
import type { Engine } from '../../src/engine/types.ts';
import { badSave } from '../../src/image/archive.ts';
import { examineArchive } from '../../src/image/examine.ts';
import { line, measure } from './measure.ts';

const MB = 1_000_000;
const TAG = 'docker-labs-bench:layers';
const FILES = 100;

/**
 * The layers of an image of 100 MB and of one of 1 GB, read as `inspect` and `layers.waste` do, beside `docker save` to
 * nowhere; and what memory the reading takes.
 */
export async function layersOfLargeImages(engine: Engine, dir: string): Promise<void> {
  for (const megabytes of [100, 1000]) {
    const context = join(dir, `layers-${megabytes}`);
    await layOut(context, megabytes);
    try {
      const request = {
        context: await openContext(context, 'Dockerfile'),
        dockerfile: 'Dockerfile',
        tag: TAG,
      };
      const outcome = await engine.build(request, () => {});
      if (!outcome.ok) throw new Error(outcome.failure.message);
      rmSync(context, { recursive: true });
      const floor = { name: 'docker save', figures: await measure(() => drain(engine), 3) };
      const before = process.memoryUsage().rss;
      let most = before;
      const watch = setInterval(() => {
        most = Math.max(most, process.memoryUsage().rss);
      }, 20);
      const figures = await measure(() => examine(engine), 3);
      clearInterval(watch);
      console.log(line(`${engine.kind}: layers of ${megabytes} MB`, figures, floor));
      console.log(`  memory: ${((most - before) / MB).toFixed(0)} MB more while they are read`);
    } finally {
      rmSync(context, { recursive: true, force: true });
      await engine.remove({ type: 'image', id: TAG, name: TAG }).catch(() => undefined);
    }
  }
}

async function layOut(context: string, megabytes: number): Promise<void> {
  mkdirSync(context);
  writeFileSync(join(context, 'Dockerfile'), 'FROM scratch\nCOPY data /\n');
  mkdirSync(join(context, 'data'));
  for (let file = 0; file < FILES; file += 1)
    writeFileSync(join(context, 'data', String(file)), randomBytes((megabytes * MB) / FILES));
}

const drain = async (engine: Engine) => finished((await engine.save(TAG)).resume());

const examine = async (engine: Engine) =>
  examineArchive(await engine.save(TAG), { ref: TAG, complain: badSave(TAG) });
