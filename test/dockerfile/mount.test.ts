import { describe, expect, it } from 'vitest';
import { mountsOf, readMount } from '../../src/dockerfile/mount.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';

describe('a mount', () => {
  it.each([
    [
      'type=cache,target=/root/.npm',
      { type: 'cache', target: '/root/.npm', id: '/root/.npm', sharing: 'shared', readOnly: false },
    ],
    [
      'type=cache,id=n,dst=/x,sharing=locked,mode=0755,uid=1000',
      { id: 'n', target: '/x', sharing: 'locked', mode: 0o755, uid: 1000 },
    ],
    ['target=/src', { type: 'bind', target: '/src', readOnly: true }],
    [
      'type=bind,from=builder,source=/a,destination=/b,rw',
      { from: 'builder', source: '/a', target: '/b', readOnly: false },
    ],
    ['type=tmpfs,target=/t,size=64m', { readOnly: false, size: 67_108_864 }],
    ['type=secret,id=npmrc', { id: 'npmrc', target: '/run/secrets/npmrc', required: false }],
    ['type=secret,id=t,env=TOKEN,required', { id: 't', env: 'TOKEN', target: '', required: true }],
    ['type=secret,target=/root/.npmrc', { id: '.npmrc', target: '/root/.npmrc' }],
    ['"type=cache","target=/a,b"', { type: 'cache', target: '/a,b' }],
  ])('%s', (text, mount) => {
    expect(readMount(text)).toMatchObject(mount);
  });

  it.each([
    ['type=cach,target=/x', 'unsupported mount type "cach" (did you mean cache?)'],
    ['type=cache,sharing=maybe,target=/x', 'unsupported sharing value "maybe"'],
    ['type=cache,target=/x,colour=red', "unexpected key 'colour' in 'colour=red'"],
    ['type=cache,target', "invalid field 'target' must be a key=value pair"],
    ['type=bind,target=/x,mode=0755', 'mode not allowed for "bind" type mounts'],
    ['type=cache,target=/x,required', "unexpected key 'required' for mount type 'cache'"],
    ['type=secret', 'invalid secret mount. one of source, target required'],
    ['type=tmpfs,target=/x,size=big', 'invalid value for size: big'],
    ['type=cache,target=/x,readonly=ja', 'invalid value for readonly: ja'],
    ['a"b', 'failed to parse csv mounts: parse error on line 1, column 2: bare " in non-quoted-field'],
  ])('%s is refused', (text, error) => {
    expect(readMount(text)).toEqual({ error });
  });

  it('fills in variables when asked', () => {
    const run = parseDockerfile('FROM a\nRUN --mount=type=cache,target=$X --mount=type=no x', 'f').stages[0]
      ?.instructions[0];
    expect(run && mountsOf(run, (word) => word.replace('$X', '/y'))).toMatchObject([{ target: '/y' }]);
  });
});
