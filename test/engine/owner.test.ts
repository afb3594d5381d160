import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { expect, it } from 'vitest';
import { containerLabels, OWNER_LABEL, ownerState } from '../../src/engine/owner.ts';

const owned = (owner: string) => ({ [OWNER_LABEL]: owner });
const HOUR = 60 * 60 * 1000;

it('knows its own, also among other labels', () => {
  const labels = containerLabels({ a: 'b' });
  expect(labels).toMatchObject({ a: 'b', 'dev.docker-labs': 'true' });
  expect(ownerState(labels)).toBe('mine');
});

it('tells a process that runs from one that has ended', () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  expect(ownerState(owned(`${hostname()}/${process.ppid}`))).toBe('alive');
  expect(ownerState(owned(`${hostname()}/${pid}`))).toBe('gone');
});

it('gives another machine an hour', () => {
  expect(ownerState(owned('elsewhere/1'))).toBe('alive');
  expect(ownerState(owned('elsewhere/1'), Date.now() - 2 * HOUR)).toBe('gone');
});

it('knows nobody where nobody is noted', () => {
  expect(ownerState()).toBe('nobody');
  expect(ownerState(owned('nonsense'))).toBe('nobody');
});
