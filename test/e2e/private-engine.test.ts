import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import Docker from 'dockerode';
import { execaSync } from 'execa';
import { afterEach, describe, expect, it } from 'vitest';
import { type PrivateEngine, startPrivateEngine } from './engine/private-engine.ts';

const hasDockerd = execaSync('dockerd', ['--version'], { reject: false }).exitCode === 0;
const obstacle =
  process.getuid?.() !== 0 ? 'not root' : hasDockerd ? undefined : 'no dockerd on this machine';
if (obstacle !== undefined) console.log(`private engine tests skipped: ${obstacle}`);

const started: PrivateEngine[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((engine) => engine.stop()));
});

const folderOf = (engine: PrivateEngine) => dirname(engine.host.slice('unix://'.length));
const answers = (engine: PrivateEngine) =>
  new Docker({ socketPath: engine.host.slice('unix://'.length) }).ping().then(
    () => true,
    () => false,
  );
const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

describe.skipIf(obstacle !== undefined)('a private engine', () => {
  it('runs beside another one, and leaves nothing behind', async () => {
    const [one, two] = await Promise.all([startPrivateEngine(), startPrivateEngine()]);
    started.push(one, two);
    expect(one.host).not.toBe(two.host);
    expect(await Promise.all([answers(one), answers(two)])).toEqual([true, true]);

    const folder = folderOf(one);
    await one.stop();
    expect(await exists(folder)).toBe(false);
    const mounts = execaSync('cat', ['/proc/self/mounts']).stdout;
    expect(mounts).not.toContain(folder);
    expect(await answers(two)).toBe(true);
  });
});
