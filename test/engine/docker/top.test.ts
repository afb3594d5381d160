import { expect, it } from 'vitest';
import { parseTop } from '../../../src/engine/docker/top.ts';

it('reads the columns of Docker', () => {
  const answer = {
    Titles: ['PID', 'UID', 'COMMAND'],
    Processes: [
      ['12', '1000', 'node server.js --x'],
      ['13', '0', 'sh'],
    ],
  };
  expect(parseTop(answer)).toEqual([
    { pid: 12, uid: 1000, command: 'node server.js --x' },
    { pid: 13, uid: 0, command: 'sh' },
  ]);
});

it('reads the columns of Podman', () => {
  const answer = { Titles: ['HPID', 'HUSER', 'COMMAND'], Processes: [['1', 'root', 'sleep', '9']] };
  expect(parseTop(answer)).toEqual([{ pid: 1, uid: 0, command: 'sleep 9' }]);
});

it('knows of no process where there is none', () => {
  expect(parseTop({})).toEqual([]);
});
