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

it('reads the columns of Podman, which names users as the container does', () => {
  const answer = {
    Titles: ['HPID', 'USER', 'COMMAND'],
    Processes: [
      ['1', 'root', 'sleep', '9'],
      ['2', 'node', 'node server.js'],
      ['3', '1234', 'sh'],
    ],
  };
  expect(parseTop(answer, 1, new Map([['node', 1000]])).map(({ uid }) => uid)).toEqual([0, 1000, 1234]);
});

it('puts process 1 first, also when its child has the lower number', () => {
  const answer = {
    Titles: ['PID', 'UID', 'COMMAND'],
    Processes: [
      ['311', '1000', 'node server.js'],
      ['32766', '1000', '/sbin/tini -- node server.js'],
    ],
  };
  expect(parseTop(answer, 32766).map(({ pid }) => pid)).toEqual([32766, 311]);
  expect(parseTop(answer).map(({ pid }) => pid)).toEqual([311, 32766]);
});

it('knows of no process where there is none', () => {
  expect(parseTop({})).toEqual([]);
});
