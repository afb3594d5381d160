import { describe, expect, it } from 'vitest';
import { judgeChanged } from '../helpers/changed-facts.ts';

// Checks that judge the files of an image, on a recorded image with one file changed.
describe('files.owner', () => {
  const judge = (file: object) =>
    judgeChanged('files.owner', { files: { '/app/server.mjs': file } }, { paths: ['/app'], user: 'node' });

  it.each([
    ['root', { uid: 0, gid: 0, mode: 0o644 }],
    ['the program’s user', { uid: 1000, gid: 1000, mode: 0o644 }],
    ['the user, whose group may write', { uid: 1000, gid: 1000, mode: 0o664 }],
    ['root, with a group that may only read', { uid: 0, gid: 33, mode: 0o640 }],
    ['a link whose bits mean nothing', { type: 'symlink', linkTarget: '/etc/passwd', mode: 0o777 }],
    ['a sticky folder, as /tmp is', { type: 'directory', mode: 0o1777 }],
  ])('passes: %s', async (_, file) => {
    expect(await judge(file)).toMatchObject({ status: 'pass' });
  });

  it.each([
    ['everyone may write', { mode: 0o666 }, 'may be written by everyone (mode 666)'],
    ['another user owns it', { uid: 33 }, 'belongs to user 33'],
    ['another group may write', { gid: 33, mode: 0o664 }, 'may be written by group 33'],
  ])('fails: %s', async (_, file, says) => {
    const verdict = await judge(file);
    expect(verdict).toMatchObject({ status: 'fail' });
    expect(verdict.actual).toBe(`1 path not: /app/server.mjs ${says}`);
    expect(verdict.evidence[0]).toMatchObject({ file: 'Dockerfile', line: 10 });
  });

  it('fails for what is not in the image: nobody owns that', async () => {
    const verdict = await judgeChanged('files.owner', {}, { paths: ['/app', '/srv/nothing'], user: 'node' });
    expect(verdict).toMatchObject({ status: 'fail', actual: '/srv/nothing is not in the image' });
  });
});

describe('files.setuid', () => {
  const judge = (mode: number, type: 'file' | 'directory' = 'file') =>
    judgeChanged(
      'files.setuid',
      { files: { '/usr/local/bin/helper': { mode, type } } },
      { allow: ['/bin/bbsuid'] },
    );

  it('finds the bit of the user and that of the group', async () => {
    for (const mode of [0o4755, 0o2755, 0o6711]) {
      expect(await judge(mode)).toMatchObject({ status: 'fail', actual: '1 file: /usr/local/bin/helper' });
    }
  });

  it('minds neither other bits nor folders, where setgid means something else', async () => {
    expect(await judge(0o1755)).toMatchObject({ status: 'pass' });
    expect(await judge(0o2755, 'directory')).toMatchObject({ status: 'pass' });
  });

  it('lets those be that are listed', async () => {
    const files = { '/bin/bbsuid': { mode: 0o4111 } };
    expect(await judgeChanged('files.setuid', { files })).toMatchObject({ status: 'fail' });
    expect(await judgeChanged('files.setuid', { files }, { allow: ['/bin/bbsuid'] })).toMatchObject({
      status: 'pass',
    });
  });
});

describe('pip.clean', () => {
  const VENV = {
    files: { '/opt/venv/bin/python': {}, '/opt/venv/pyvenv.cfg': {} },
    config: { env: { PATH: '/opt/venv/bin:/usr/local/bin:/usr/bin' } },
  };

  it('passes for a virtual environment that is first on PATH', async () => {
    expect(await judgeChanged('pip.clean', VENV)).toMatchObject({ status: 'pass' });
  });

  it('fails when it is not there, or not first', async () => {
    expect((await judgeChanged('pip.clean', {})).actual).toBe('there is no virtual environment at /opt/venv');
    const behind = { ...VENV, config: { env: { PATH: '/usr/local/bin:/opt/venv/bin' } } };
    expect((await judgeChanged('pip.clean', behind)).actual).toBe(
      '/opt/venv/bin comes after /usr/local/bin on PATH',
    );
    const without = { ...VENV, config: { env: { PATH: '/usr/local/bin' } } };
    expect((await judgeChanged('pip.clean', without)).actual).toBe('/opt/venv/bin is not on PATH');
  });

  it.each(['/root/.cache/pip/http-v2/a/b', '/usr/bin/gcc', '/usr/bin/make'])(
    'fails with %s',
    async (path) => {
      const files = { ...VENV.files, [path]: {} };
      const verdict = await judgeChanged('pip.clean', { ...VENV, files });
      expect(verdict).toMatchObject({ status: 'fail' });
      expect(verdict.actual).toContain(path);
    },
  );

  it('looks for another one where it is asked to', async () => {
    expect(await judgeChanged('pip.clean', VENV, { venv: '/venv' })).toMatchObject({ status: 'fail' });
  });
});
