import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const module = new URL('../../src/engine/cleanup.ts', import.meta.url).href;

/** Runs a program that notes a removal, and ends it with a signal once it is ready. */
async function killed(program: string, signal: NodeJS.Signals) {
  const dir = await mkdtemp(join(tmpdir(), 'dl-cleanup-'));
  try {
    const file = join(dir, 'main.mts');
    const note = join(dir, 'removed');
    await writeFile(
      file,
      `import { appendFile } from 'node:fs/promises';
import { removeAtExit } from ${JSON.stringify(module)};
const removed = removeAtExit(() => appendFile(${JSON.stringify(note)}, 'x'));
${program}
setInterval(() => undefined, 1000);
console.log('ready');
`,
    );
    const child = spawn(process.execPath, ['--import', 'tsx', file], {
      cwd: new URL('../..', import.meta.url),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout.once('data', () => child.kill(signal));
    const [status, by] = await new Promise<[number | null, NodeJS.Signals | null]>((done) =>
      child.on('exit', (...how) => done(how)),
    );
    return { status, by, removed: await readFile(note, 'utf8').catch(() => '') };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

describe('a signal', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s removes first, then ends the process',
    async (signal) => {
      expect(await killed('', signal)).toEqual({ status: null, by: signal, removed: 'x' });
    },
  );

  it('leaves the end to those who also listen', async () => {
    const program = "process.on('SIGTERM', () => setTimeout(() => process.exit(9), 500));";
    expect(await killed(program, 'SIGTERM')).toEqual({ status: 9, by: null, removed: 'x' });
  });

  it('finds nothing to do when all was removed in the normal way', async () => {
    expect(await killed('removed();', 'SIGTERM')).toEqual({ status: null, by: 'SIGTERM', removed: '' });
  });

  it('ends the process although a removal fails or hangs', async () => {
    const program = "removeAtExit(() => Promise.reject(new Error('x')));";
    expect(await killed(program, 'SIGTERM')).toMatchObject({ by: 'SIGTERM', removed: 'x' });
  });
});
