import { expect, it } from 'vitest';
import { comparePaths, goMode } from '../../../src/engine/docker/file-sync.ts';

it('puts a folder’s content right after it', () => {
  const paths = ['a.txt', 'a', 'a/b/c', 'a-b', 'a/b', 'a/a', 'B', 'ä'];
  expect(paths.sort(comparePaths)).toEqual(['B', 'a', 'a/a', 'a/b', 'a/b/c', 'a-b', 'a.txt', 'ä']);
});

it.each([
  ['file', 0o644, 0o644],
  ['directory', 0o755, 0x8000_0000 + 0o755],
  ['symlink', 0o777, 0x0800_0000 + 0o777],
  ['file', 0o4755, 0x0080_0000 + 0o755],
  ['directory', 0o3777, 0x8000_0000 + 0x0040_0000 + 0x0010_0000 + 0o777],
] as const)('writes the mode of a %s, %o, as Go does', (type, mode, expected) => {
  expect(goMode({ type, mode })).toBe(expected);
});
