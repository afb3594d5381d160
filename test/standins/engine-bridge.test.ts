import { expect, it } from 'vitest';
import { freeAddress, rulesOf } from '../e2e/engine/bridge.ts';

it('takes a subnet that no interface has', () => {
  const taken = Array.from({ length: 100 }, (_, index) => 100 + index).filter((third) => third !== 142);
  const lines = taken.map((third) => `5: dl-1    inet 172.31.${third}.1/24 scope global dl-1`);
  expect(freeAddress(lines.join('\n'))).toBe('172.31.142.1/24');
  expect(() => freeAddress([...lines, '6: x    inet 172.31.142.7/24'].join('\n'))).toThrow('no free subnet');
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
