import { describe, expect, it } from 'vitest';
import { configFromOci } from '../../src/image/config.ts';

describe('an image configuration', () => {
  it('reads all that is set', () => {
    expect(
      configFromOci({
        architecture: 'arm64',
        os: 'linux',
        config: {
          User: '10001:10001',
          Env: ['PATH=/bin', 'OPTS=a=b', 'EMPTY=', 'BARE', 'PATH=/usr/bin'],
          Entrypoint: ['tini', '--'],
          Cmd: ['node', 'x.js'],
          WorkingDir: '/app',
          Labels: { b: '2', a: '1' },
          ExposedPorts: { '8080/tcp': {}, '3000/tcp': {} },
          Volumes: { '/data': {} },
          Healthcheck: { Test: ['CMD-SHELL', 'true'], Interval: 30_000_000_000, Timeout: 0, Retries: 3 },
          StopSignal: 'SIGQUIT',
          Shell: ['/bin/bash', '-c'],
          OnBuild: ['RUN x'],
        },
      }),
    ).toEqual({
      user: '10001:10001',
      env: { PATH: '/usr/bin', OPTS: 'a=b', EMPTY: '', BARE: '' },
      entrypoint: ['tini', '--'],
      cmd: ['node', 'x.js'],
      workdir: '/app',
      labels: { b: '2', a: '1' },
      exposedPorts: ['3000/tcp', '8080/tcp'],
      volumes: ['/data'],
      healthcheck: { test: ['CMD-SHELL', 'true'], interval: 30_000, retries: 3 },
      stopSignal: 'SIGQUIT',
      shell: ['/bin/bash', '-c'],
      onbuild: ['RUN x'],
      architecture: 'arm64',
      os: 'linux',
    });
  });

  it('reads what is absent, null or of another type as empty', () => {
    const empty = configFromOci({});
    expect(empty).toMatchObject({ user: '', env: {}, cmd: [], labels: {}, exposedPorts: [], onbuild: [] });
    expect(empty).not.toHaveProperty('healthcheck');
    expect(
      configFromOci({ config: { User: null, Env: null, Labels: [1], Cmd: { a: 1 }, Healthcheck: 'x' } }),
    ).toEqual(empty);
    expect(configFromOci({ config: 'nonsense' })).toEqual(empty);
  });

  it('lets no escape sequence and no prototype through', () => {
    const { labels, cmd } = configFromOci({
      config: JSON.parse(
        '{"Labels":{"a\\u001b[31m":"\\u001b]0;x\\u0007red","__proto__":"own"},"Cmd":["\\u001b[2J"]}',
      ),
    });
    expect(Object.entries(labels)).toEqual([
      ['a', 'red'],
      ['__proto__', 'own'],
    ]);
    expect(cmd).toEqual(['']);
  });
});
