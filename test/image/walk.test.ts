import { describe, expect, it } from 'vitest';
import type { Layer, LayerEntry } from '../../src/image/types.ts';
import { rowsOf, walkImage, walkLayer } from '../../src/image/walk.ts';

function layer(index: number, ...entries: [path: string, size: number | 'folder' | 'gone'][]): Layer {
  return {
    index,
    digest: `sha256:${index}`,
    size: 0,
    createdBy: '',
    entries: entries.map(
      ([path, what]): LayerEntry => ({
        path,
        type: what === 'folder' ? 'directory' : 'file',
        size: typeof what === 'number' ? what : 0,
        mode: 0,
        uid: 0,
        gid: 0,
        ...(what === 'gone' ? { whiteout: 'path' as const } : {}),
      }),
    ),
  };
}

const LAYERS = [
  layer(
    0,
    ['/usr', 'folder'],
    ['/usr/lib', 'folder'],
    ['/usr/lib/a', 10],
    ['/usr/lib/b', 30],
    ['/empty', 'folder'],
  ),
  layer(1, ['/app/src/x', 5], ['/app/src/y', 1], ['/usr/lib/a', 'gone']),
];
const shown = (open: Record<string, boolean> = {}) =>
  rowsOf(walkImage(LAYERS), open).map(({ branch, depth }) => [branch.path, branch.bytes, depth]);

describe('the tree to walk', () => {
  it('has the bytes of all below a folder, largest first, lone folders as one line', () => {
    expect(shown()).toEqual([
      ['/usr/lib', 30, 0],
      ['/app/src', 6, 0],
      ['/empty', 0, 0],
    ]);
  });

  it('shows what is in a folder that is open, below it', () => {
    expect(shown({ '/app/src': true })).toEqual([
      ['/usr/lib', 30, 0],
      ['/app/src', 6, 0],
      ['/app/src/x', 5, 1],
      ['/app/src/y', 1, 1],
      ['/empty', 0, 0],
    ]);
  });

  it('knows the layer that a file comes from, and counts files', () => {
    const { files, bytes, children } = walkImage(LAYERS);
    expect([files, bytes]).toEqual([3, 36]);
    expect(children.map((one) => [one.path, one.layer, one.files])).toEqual([
      ['/usr/lib', 0, 1],
      ['/app/src', 1, 2],
      ['/empty', 0, 0],
    ]);
  });

  it('of one layer has what it added and removed', () => {
    const rows = rowsOf(walkLayer(LAYERS, 1), { '/app/src': true, '/usr/lib': true });
    expect(rows.map(({ branch }) => [branch.path, branch.type, branch.bytes])).toEqual([
      ['/usr/lib', undefined, 10],
      ['/usr/lib/a', 'removed', 10],
      ['/app/src', undefined, 6],
      ['/app/src/x', 'added', 5],
      ['/app/src/y', 'added', 1],
    ]);
  });
});
