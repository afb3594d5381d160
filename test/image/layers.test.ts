import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareImages } from '../../src/image/compare.ts';
import { efficiencyOf } from '../../src/image/efficiency.ts';
import { bytesOf, nodesOf, stackLayers } from '../../src/image/tree.ts';
import type { Layer, LayerEntry } from '../../src/image/types.ts';

type Short = [path: string, size?: number | 'removed' | 'opaque' | 'folder'];

/** A layer of files with sizes, folders and whiteouts. */
function layer(index: number, ...paths: Short[]): Layer {
  const entries = paths.map(([path, what = 0]): LayerEntry => {
    const size = typeof what === 'number' ? what : 0;
    return {
      path,
      type: what === 'folder' ? 'directory' : 'file',
      size,
      mode: 0o644,
      uid: 0,
      gid: 0,
      ...(what === 'removed' && { whiteout: 'path' as const }),
      ...(what === 'opaque' && { whiteout: 'opaque' as const }),
    };
  });
  const size = entries.reduce((sum, entry) => sum + entry.size, 0);
  return { index, digest: `sha256:${JSON.stringify(paths)}`, size, createdBy: `RUN step ${index}`, entries };
}

const stack = (...contents: Short[][]) => contents.map((paths, index) => layer(index, ...paths));
const shown = (layers: Layer[]) =>
  [...nodesOf(stackLayers(layers).tree.root)]
    .flatMap((node) => (node.entry?.type === 'file' ? [node.path] : []))
    .sort();

describe('the stacked tree', () => {
  it('hides what whiteouts remove, also folders and all that is in a folder', () => {
    const base: Short[] = [
      ['/a/x', 1],
      ['/a/y', 2],
      ['/b/z', 3],
      ['/c', 4],
    ];
    expect(shown(stack(base, [['/a/x', 'removed']]))).toEqual(['/a/y', '/b/z', '/c']);
    expect(shown(stack(base, [['/a', 'removed']]))).toEqual(['/b/z', '/c']);
    expect(
      shown(
        stack(base, [
          ['/a', 'opaque'],
          ['/a/new', 1],
        ]),
      ),
    ).toEqual(['/a/new', '/b/z', '/c']);
    expect(shown(stack(base, [['/nothing/here', 'removed']]))).toHaveLength(4);
  });

  it('applies whiteouts to what is below only, in whatever order the tar has them', () => {
    expect(
      shown(
        stack(
          [['/a/x', 1]],
          [
            ['/a/x', 5],
            ['/a', 'opaque'],
          ],
        ),
      ),
    ).toEqual(['/a/x']);
  });

  it('lets a file take the place of a folder', () => {
    expect(shown(stack([['/a/x', 1]], [['/a', 5]]))).toEqual(['/a']);
  });

  it('tells what each layer did', () => {
    const { changes } = stackLayers(
      stack(
        [
          ['/a', 'folder'],
          ['/a/x', 1],
          ['/b/z', 3],
        ],
        [
          ['/a', 'folder'],
          ['/a/x', 2],
          ['/n', 7],
          ['/b', 'removed'],
        ],
      ),
    );
    expect(changes[1]).toEqual([
      { path: '/b', type: 'removed', bytes: 3 },
      { path: '/a/x', type: 'changed', bytes: 2 },
      { path: '/n', type: 'added', bytes: 7 },
    ]);
  });
});

describe('efficiency', () => {
  it('is 1 and wastes nothing where every path occurs once, and for no layers', () => {
    expect(efficiencyOf(stack([['/a', 5]], [['/b', 5]]))).toMatchObject({
      score: 1,
      wastedBytes: 0,
      wastedFiles: [],
    });
    expect(efficiencyOf([])).toMatchObject({ score: 1, wastedBytes: 0 });
  });

  it('counts a file that a later layer changes or removes', () => {
    const { score, wastedFiles, buried } = efficiencyOf(
      stack(
        [
          ['/a', 100],
          ['/b', 50],
        ],
        [['/a', 60]],
        [['/b', 'removed']],
      ),
    );
    // least 60 + 0 of 160 + 50
    expect(score).toBe(60 / 210);
    expect(wastedFiles).toEqual([
      { path: '/a', bytes: 160, layers: [0, 1] },
      { path: '/b', bytes: 50, layers: [0, 2] },
    ]);
    expect(buried).toEqual({
      bytes: 150,
      files: [
        { path: '/a', bytes: 100, layer: 0 },
        { path: '/b', bytes: 50, layer: 0 },
      ],
    });
  });

  it('counts a folder that was empty once and is removed with what came into it', () => {
    const layers = stack([['/d', 'folder']], [['/d/x', 70]], [['/d', 'removed']]);
    expect(efficiencyOf(layers)).toMatchObject({
      wastedBytes: 70,
      wastedFiles: [{ path: '/d', layers: [0, 2] }],
    });
  });

  it('tells as buried what dive leaves out: a folder removed as a whole', () => {
    const { wastedBytes, buried } = efficiencyOf(stack([['/d/x', 70]], [['/d', 'removed']]));
    expect(wastedBytes).toBe(0);
    expect(buried).toEqual({ bytes: 70, files: [{ path: '/d/x', bytes: 70, layer: 0 }] });
  });

  it('holds for any layers: a score from 0 to 1, and what is buried is all that is not shown', () => {
    const path = fc
      .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })
      .map((parts) => `/${parts.join('/')}`);
    const what = fc.oneof(
      fc.nat(1000),
      fc.constantFrom('removed' as const, 'opaque' as const, 'folder' as const),
    );
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.tuple(path, what), { maxLength: 8 }), { maxLength: 5 }),
        (contents) => {
          // as in a real tar, a path occurs once a layer
          const layers = stack(
            ...contents.map((paths) => [...new Map(paths.map((one) => [one[0], one])).values()]),
          );
          const { score, wastedBytes, buried } = efficiencyOf(layers);
          const total = layers.reduce((sum, one) => sum + one.size, 0);
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1);
          expect(wastedBytes).toBeGreaterThanOrEqual(0);
          expect(total - bytesOf(stackLayers(layers).tree.root)).toBe(buried?.bytes);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('two images', () => {
  const image = (layers: Layer[], createdBy: string[]) => ({
    facts: {
      size: layers.reduce((sum, one) => sum + one.size, 0),
      history: createdBy.map((text, index) => ({
        createdBy: text,
        size: layers[index]?.size ?? 0,
        empty: false,
      })),
    },
    layers: layers.map((one, index) => ({ ...one, createdBy: createdBy[index] ?? '' })),
  });
  const before = image(
    stack(
      [['/base', 1000]],
      [
        ['/app/a', 300],
        ['/app/b', 10],
      ],
      [['/cache', 700]],
    ),
    ['FROM', 'COPY . /app # buildkit', 'RUN apk add gcc'],
  );
  const after = image(
    stack(
      [['/base', 1000]],
      [
        ['/app/a', 320],
        ['/app/c', 1],
      ],
    ),
    ['FROM', 'COPY . /app # buildkit'],
  );

  it('says of each layer whether it stayed, changed, went or came', () => {
    const { layers, delta, percent } = compareImages(before, after);
    expect(layers.map(({ type, madeBy, delta: d }) => [type, madeBy, d])).toEqual([
      ['same', 'RUN FROM', 0],
      ['changed', 'COPY . /app', 11],
      ['gone', 'RUN apk add gcc', -700],
    ]);
    expect([delta, Math.round(percent)]).toEqual([-689, -34]);
    expect(compareImages(after, before).layers[2]).toMatchObject({ type: 'new', delta: 700 });
  });

  it('names the paths that differ most', () => {
    const { paths, changedPaths } = compareImages(before, after, 2);
    expect(paths).toEqual([
      { path: '/cache', type: 'removed', before: 700, after: 0, delta: -700, layer: 2 },
      { path: '/app/a', type: 'changed', before: 300, after: 320, delta: 20, layer: 1 },
    ]);
    expect(changedPaths).toBe(4);
  });

  it('finds no difference between an image and itself', () => {
    expect(compareImages(after, after)).toMatchObject({ delta: 0, percent: 0, paths: [], changedPaths: 0 });
  });
});
