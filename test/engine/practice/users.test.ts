import { describe, expect, it } from 'vitest';
import { predict, predictFailure } from './predict.ts';

const lineOf = async (base: string, run: string, name: string, file = '/etc/passwd') => {
  const { files } = await predict(`FROM ${base}\nRUN ${run}\n`);
  return files
    .content(file)
    ?.toString()
    .split('\n')
    .find((line) => line.startsWith(`${name}:`));
};

describe('on Alpine (BusyBox)', () => {
  it.each([
    ['adduser -S app', 'app:x:100:65533:Linux User,,,:/home/app:/sbin/nologin'],
    ['adduser -D app', 'app:x:1001:1001:Linux User,,,:/home/app:/bin/sh'],
    [
      'addgroup -g 1500 -S g && adduser -S -D -H -h /srv -s /bin/false -u 1501 -G g app',
      'app:x:1501:1500:Linux User,,,:/srv:/bin/false',
    ],
    [
      'addgroup --gid 1500 g && adduser --disabled-password --ingroup g --uid 1501 app',
      'app:x:1501:1500:Linux User,,,:/home/app:/bin/sh',
    ],
  ])('%s', async (run, line) => {
    expect(await lineOf('node:24-alpine', run, 'app')).toBe(line);
  });

  it('puts a user into a group', async () => {
    expect(
      await lineOf('alpine:3.24', 'addgroup -g 1500 g && adduser -D app && adduser app g', 'g', '/etc/group'),
    ).toBe('g:x:1500:app');
  });

  it.each([
    ['adduser -S app -G nodejs', 'unknown group nodejs'],
    ['adduser -S -u 1000 app', "uid '1000' in use"],
    ['adduser -D node', "user 'node' in use"],
    ['addgroup -g 1000 -S app', "gid '1000' in use"],
    ['addgroup -S node', "group 'node' in use"],
    ['useradd app', 'useradd: not found'],
    ['apt-get update', 'apt-get: not found'],
  ])('fails: %s', async (run, text) => {
    expect((await predictFailure(`FROM node:24-alpine\nRUN ${run}\n`)).log.join('\n')).toContain(text);
  });
});

describe('on Debian', () => {
  it.each([
    ['useradd -m -u 1500 app', 'app:x:1500:1500::/home/app:/bin/sh'],
    [
      'groupadd -g 1600 g && useradd -u 1500 -g g -s /usr/sbin/nologin -d /srv app',
      'app:x:1500:1600::/srv:/usr/sbin/nologin',
    ],
    ['useradd -r app', 'app:x:999:999::/home/app:/bin/sh'],
    ['adduser --system --group --no-create-home app', 'app:x:100:101::/nonexistent:/usr/sbin/nologin'],
    ['adduser --disabled-password --gecos "" app', 'app:x:1000:1000::/home/app:/bin/bash'],
  ])('%s', async (run, line) => {
    expect(await lineOf('python:3.13-slim', run, 'app')).toBe(line);
  });

  it.each([
    ['adduser -S app', 'Unknown option'],
    ['addgroup -g 1001 -S nodejs', 'Unknown option'],
    ['useradd -u 0 app', 'UID 0 is not unique'],
    ['useradd root', 'already exists'],
    ['useradd -g ghosts app', "group 'ghosts' does not exist"],
    ['groupadd root', 'already exists'],
    ['apk add tini', 'apk: not found'],
  ])('fails: %s', async (run, text) => {
    expect((await predictFailure(`FROM python:3.13-slim\nRUN ${run}\n`)).log.join('\n')).toContain(text);
  });

  it('makes a home only when asked', async () => {
    const { files } = await predict('FROM python:3.13-slim\nRUN useradd a && useradd -m b\n');
    expect(files.absent?.('/home/a')).toBe(true);
    expect(files.resolve('/home/b')).toMatchObject({ uid: 1001, gid: 1001 });
  });
});

it('lets nobody but root change users or install packages', async () => {
  const asUser = (run: string) => predictFailure(`FROM node:24-alpine\nUSER node\nRUN ${run}\n`);
  expect((await asUser('adduser -S app')).log.join()).toContain('Permission denied');
  expect((await asUser('apk add --no-cache tini')).exitCode).toBe(99);
  expect((await asUser('chown node /etc')).log.join()).toContain('not permitted');
});
