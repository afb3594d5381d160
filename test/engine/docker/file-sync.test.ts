import { expect, it } from 'vitest';
import { comparePaths } from '../../../src/engine/docker/file-sync.ts';

it('puts a folder’s content right after it', () => {
  const paths = ['a.txt', 'a', 'a/b/c', 'a-b', 'a/b', 'a/a', 'B', 'ä'];
  expect(paths.sort(comparePaths)).toEqual(['B', 'a', 'a/a', 'a/b', 'a/b/c', 'a-b', 'a.txt', 'ä']);
});
