import { expect, it } from 'vitest';
import { freeAddress, rulesOf } from '../e2e/engine/bridge.ts';

it('takes the first subnet that no interface has', () => {
  const addresses = `1: lo    inet 127.0.0.1/8 scope host lo
5: dl-1    inet 172.31.100.1/24 scope global dl-1
6: dl-2    inet 172.31.101.1/24 scope global dl-2`;
  expect(freeAddress(addresses)).toBe('172.31.102.1/24');
});

it('finds the rules of one bridge and its subnet, and no others', () => {
  const saved = `*filter
:FORWARD DROP [0:0]
-A FORWARD -o dl-1 -j DOCKER
-A FORWARD -o dl-11 -j DOCKER
-A POSTROUTING -s 172.31.100.0/24 ! -o dl-1 -j MASQUERADE
COMMIT`;
  expect(rulesOf(saved, 'dl-1', '172.31.100.0/24')).toEqual([
    ['FORWARD', '-o', 'dl-1', '-j', 'DOCKER'],
    ['POSTROUTING', '-s', '172.31.100.0/24', '!', '-o', 'dl-1', '-j', 'MASQUERADE'],
  ]);
});
