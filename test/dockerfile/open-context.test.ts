import { chmod, mkdir, mkdtemp, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openContext } from '../../src/dockerfile/open-context.ts';
import { LearnerError } from '../../src/errors.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'docker-labs-context-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

async function write(files: Record<string, string>, root = dir): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

const open = (dockerfile = 'Dockerfile') => openContext(dir, { dockerfile });
const paths = async (dockerfile?: string) => (await open(dockerfile)).files.map(({ path }) => path);

/** The tar's entries, as another reader sees them. */
async function entries(dockerfile?: string) {
  const found: Record<
    string,
    {
      type: string;
      mode: number;
      uid: number;
      gid: number;
      mtime: number;
      text: string;
      linkname: string | null | undefined;
    }
  > = {};
  const tar = extract();
  (await open(dockerfile)).tar().pipe(tar);
  for await (const entry of tar) {
    const { name, type, mode, uid, gid, mtime, linkname } = entry.header;
    const text = (await buffer(entry)).toString();
    found[name] = {
      type: String(type),
      mode: mode ?? 0,
      uid: uid ?? -1,
      gid: gid ?? -1,
      mtime: Number(mtime),
      text,
      linkname,
    };
  }
  return found;
}

describe('what is sent', () => {
  it('is everything but what the ignore file lists, folder by folder', async () => {
    await write({
      Dockerfile: 'FROM scratch\n',
      '.dockerignore': 'node_modules\n*.log\n',
      'a/b': '1',
      'a-b': '2',
      'node_modules/x': '',
      'x.log': '',
    });
    expect(await paths()).toEqual(['.dockerignore', 'Dockerfile', 'a', 'a/b', 'a-b']);
    const context = await open();
    expect(context).toMatchObject({ ignoreFile: '.dockerignore', bytes: 34 });
    expect([context.ignores('node_modules/x'), context.ignores('./x.log'), context.ignores('/a/b')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('takes a folder along for what is taken in again', async () => {
    await write({
      '.dockerignore': '*\n!src/keep\n',
      'src/keep/x': '',
      'src/other': '',
      'lib/y': '',
      Dockerfile: '',
    });
    expect(await paths()).toEqual(['Dockerfile', 'src', 'src/keep', 'src/keep/x']);
  });

  it('is told by the Dockerfile’s own ignore file, if it has one', async () => {
    await write({
      '.dockerignore': 'a\n',
      'docker/Dockerfile.go.dockerignore': 'b\n',
      'docker/Dockerfile.go': '',
      a: '',
      b: '',
    });
    expect((await open('docker/Dockerfile.go')).ignoreFile).toBe('docker/Dockerfile.go.dockerignore');
    expect(await paths('docker/Dockerfile.go')).toContain('a');
    expect(await paths('docker/Dockerfile.go')).not.toContain('b');
    expect(await paths('Dockerfile')).not.toContain('a');
  });

  it('includes an ignored Dockerfile, hidden, and the ignore file for the classic builder', async () => {
    await write({ Dockerfile: 'FROM scratch\n', '.dockerignore': 'Dockerfile*\n.dockerignore\n', a: '' });
    const context = await open();
    expect(context.hiddenDockerfile).toBe('Dockerfile');
    expect(context.files).toEqual([
      expect.objectContaining({ path: 'Dockerfile', hidden: true }),
      expect.objectContaining({ path: 'a' }),
    ]);
    expect(Object.keys(await entries())).toEqual(['.dockerignore', 'Dockerfile', 'a']);
  });

  it('includes a Dockerfile from outside under a name of its content', async () => {
    await write({ 'app/a': '', 'other/Dockerfile': 'FROM scratch\n' });
    const context = await openContext(join(dir, 'app'), { dockerfile: '../other/Dockerfile' });
    expect(context.hiddenDockerfile).toMatch(/^\.dockerfile\.[0-9a-f]{20}$/);
    expect(context.files.map(({ path, hidden }) => [path, hidden])).toEqual([
      [context.hiddenDockerfile, true],
      ['a', undefined],
    ]);
  });

  it('keeps links as links, and leaves sockets out', async () => {
    await write({ Dockerfile: '', 'real/x': 'x' });
    await symlink('/etc', join(dir, 'out'));
    await symlink('real/x', join(dir, 'in'));
    await symlink('nowhere', join(dir, 'dangling'));
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(dir, 'sock'), resolve));
    try {
      const all = await entries();
      expect(Object.keys(all)).toEqual(['Dockerfile', 'dangling', 'in', 'out', 'real/', 'real/x']);
      expect(all.out).toMatchObject({ type: 'symlink', linkname: '/etc', text: '' });
    } finally {
      server.close();
    }
  });
});

describe('the tar', () => {
  it('belongs to root, keeps modes and whole seconds, and is the same each time', async () => {
    await write({
      Dockerfile: 'FROM scratch\n',
      'bin/run': '#!/bin/sh\n',
      [`deep/${'long-name-'.repeat(12)}/ü`]: 'x',
    });
    await chmod(join(dir, 'bin/run'), 0o4755);
    await utimes(join(dir, 'bin/run'), 1_700_000_000.75, 1_700_000_000.75);
    const all = await entries();
    expect(all['bin/run']).toEqual({
      type: 'file',
      mode: 0o4755,
      uid: 0,
      gid: 0,
      mtime: 1_700_000_000_000,
      text: '#!/bin/sh\n',
      linkname: null,
    });
    expect(Object.keys(all)).toContain(`deep/${'long-name-'.repeat(12)}/ü`);
    const [one, two] = await Promise.all([buffer((await open()).tar()), buffer((await open()).tar())]);
    expect(one.equals(two)).toBe(true);
  });

  it('streams: a big file passes in pieces, and progress ends at the sum', async () => {
    await write({ Dockerfile: '', 'data/big': '' });
    await truncate(join(dir, 'data/big'), 48 * 1024 * 1024);
    const context = await open();
    const seen: number[] = [];
    let largest = 0;
    for await (const chunk of context.tar((bytes) => seen.push(bytes))) {
      largest = Math.max(largest, (chunk as Buffer).length);
    }
    expect(seen.at(-1)).toBe(context.bytes);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(largest).toBeLessThan(1024 * 1024);
  });

  it('can be dropped half way', async () => {
    await write({ Dockerfile: '', big: 'x'.repeat(3_000_000) });
    const tar = (await open()).tar();
    tar.once('data', () => tar.destroy());
    await new Promise((resolve) => tar.once('close', resolve));
  });

  it.each([
    ['shrinks', (path: string) => truncate(path, 10), 'big could not be read: it became shorter.'],
    ['vanishes', (path: string) => rm(path), 'big could not be read: ENOENT.'],
  ])('fails by name when a file %s meanwhile', async (_, change, message) => {
    await write({ Dockerfile: '', big: 'x'.repeat(100_000) });
    const context = await open();
    await change(join(dir, 'big'));
    await expect(buffer(context.tar())).rejects.toThrow(message);
    await expect(buffer(context.tar())).rejects.toBeInstanceOf(LearnerError);
  });
});

describe('the fingerprint', () => {
  it('changes with paths, modes, contents, links and what is asked for, and with nothing else', async () => {
    await write({ Dockerfile: 'FROM scratch\n', a: '1', '.dockerignore': 'ignored\n', ignored: '' });
    await symlink('a', join(dir, 'link'));
    const print = async (extra?: unknown) => (await open()).fingerprint(extra);
    const before = await print({ target: 'x', buildArgs: { A: '1', B: '2' } });
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    await write({ ignored: 'changed' });
    await utimes(join(dir, 'a'), 1, 1);
    expect(await print({ buildArgs: { B: '2', A: '1' }, target: 'x', nothing: undefined })).toBe(before);
    const seen = new Set([before, await print({ target: 'y' }), await print()]);
    await write({ a: '2' });
    seen.add(await print());
    await chmod(join(dir, 'a'), 0o755);
    seen.add(await print());
    await rm(join(dir, 'link'));
    await symlink('b', join(dir, 'link'));
    seen.add(await print());
    await write({ c: '' });
    seen.add(await print());
    expect(seen.size).toBe(7);
  });

  it('sees a change that keeps size and time', async () => {
    await write({ Dockerfile: 'FROM a\n' });
    const print = async () => {
      await utimes(join(dir, 'Dockerfile'), 1_700_000_000, 1_700_000_000);
      return (await open()).fingerprint();
    };
    const before = await print();
    await write({ Dockerfile: 'FROM b\n' });
    expect(await print()).not.toBe(before);
  });
});

describe('what is wrong', () => {
  it.each([
    ['nowhere', 'There is no folder'],
    ['Dockerfile', 'is no folder'],
  ])('a context that is %s', async (name, message) => {
    await write({ Dockerfile: '' });
    const opened = openContext(join(dir, name), { dockerfile: 'Dockerfile' });
    await expect(opened).rejects.toThrow(message);
    await expect(opened).rejects.toBeInstanceOf(LearnerError);
  });

  it('names the line of an ignore file', async () => {
    await write({ Dockerfile: '', '.dockerignore': '# c\n[\n' });
    await expect(open()).rejects.toThrow('.dockerignore line 2: syntax error in pattern: [.');
  });

  it.each(['bad\u001b[31m', 'folder/'])(
    'names %j that cannot be read, with no escape sequence',
    async (name) => {
      await write({ Dockerfile: '', 'bad\u001b[31m': '', 'folder/x': '' });
      await chmod(dir, 0o755);
      const unreadable = join(dir, name);
      await chmod(unreadable, 0);
      await asAnyone(async () => {
        const message = `${name.replace('\u001b[31m', '')} cannot be read: permission denied.`;
        await expect(open()).rejects.toThrow(message);
        await expect(open()).rejects.toBeInstanceOf(LearnerError);
      });
      await chmod(unreadable, 0o755);
    },
  );
});

/** Root may read everything: there the test runs as nobody. */
async function asAnyone(task: () => Promise<void>): Promise<void> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    await task();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}
