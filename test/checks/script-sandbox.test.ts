import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { runScript, type ScriptRun } from '../../src/checks/script-sandbox.ts';
import { Interrupted } from '../../src/errors.ts';
import { folderWith } from '../helpers/course-files.ts';

const left: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of left.splice(0)) await remove();
});

async function run(script: string, options: Partial<ScriptRun> = {}) {
  const folder = await folderWith({ 'a.sh': script, 'data.txt': 'mine', 'node_modules/x.js': '' });
  left.push(folder.remove);
  const result = await runScript({
    dir: folder.dir,
    path: 'a.sh',
    args: [],
    shell: 'bash',
    commands: { docker: 'exit 0\n' },
    ...options,
  });
  return { ...result, dir: folder.dir };
}

describe('a learner’s script', () => {
  it('works on a copy, without folders that no script needs', async () => {
    const { output, dir } = await run('ls; echo changed > data.txt; touch new');
    expect(output.split('\n')).toEqual(['a.sh', 'data.txt']);
    expect(await readFile(join(dir, 'data.txt'), 'utf8')).toBe('mine');
    expect((await readdir(dir)).sort()).toEqual(['a.sh', 'data.txt', 'node_modules']);
  });

  it('has none of the reader’s variables, home or engine', async () => {
    process.env.MY_REGISTRY_TOKEN = 'secret';
    try {
      const { output } = await run('env; echo "home=$(ls -A ~)"');
      expect(output).not.toMatch(/MY_REGISTRY_TOKEN|secret/);
      expect(output).toContain('home=\n'.trimEnd());
      expect(output).not.toContain(`HOME=${process.env.HOME}\n`);
      expect(output).toContain('DOCKER_HOST=unix:///docker-labs/there-is-no-engine-here');
    } finally {
      delete process.env.MY_REGISTRY_TOKEN;
    }
  });

  it('calls stand-ins, whose arguments are noted exactly', async () => {
    const odd = ['', ' ', 'a b', '*', "it's", '"q"', '$HOME', 'line\nfeed', 'ü'];
    const { calls } = await run('docker "$@"; docker second', { args: odd });
    expect(calls).toEqual([
      ['docker', ...odd],
      ['docker', 'second'],
    ]);
  });

  it('is ended when it takes too long, with all that it started', async () => {
    const mark = `3${Date.now()}`.slice(0, 9);
    const result = await run(`sleep ${mark} & sleep ${mark}`, { timeout: 400 });
    expect(result).toMatchObject({ timedOut: true, exitCode: undefined });
    expect(await commandLines()).not.toContain(`sleep ${mark}`);
  });

  it('leaves nothing running in the background when it ends by itself', async () => {
    const mark = `4${Date.now()}`.slice(0, 9);
    await run(`sleep ${mark} >/dev/null 2>&1 & exit 0`);
    expect(await commandLines()).not.toContain(`sleep ${mark}`);
  });

  it('can be stopped, and leaves no folder behind', async () => {
    const before = await folders();
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 200);
    await expect(run('sleep 60', { signal: stop.signal })).rejects.toBeInstanceOf(Interrupted);
    expect(await folders()).toEqual(before);
  });

  it('may write what it likes: no escape sequence gets through, and not without end', async () => {
    const { output } = await run("printf '\\033]0;owned\\007hello\\033[2J'; yes | head -c 400000");
    expect(output.startsWith('hello')).toBe(true);
    expect(output.length).toBeLessThan(300_000);
  });
});

const folders = async () =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('docker-labs-script-'));

/** Of all processes, from /proc; a killed one may take a moment to go. */
async function commandLines(): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 100));
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const texts = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return texts.map((text) => text.replaceAll('\0', ' ')).join('\n');
}
