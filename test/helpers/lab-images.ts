// The images of lab 1 as a learner has them after two builds: the naive one, the one before, and the one now.
import { efficiencyOf } from '../../src/image/efficiency.ts';
import type { Examined } from '../../src/image/examine.ts';
import type { LayerLine } from '../../src/image/layer-lines.ts';
import type { ImageFacts, Layer, LayerEntry } from '../../src/image/types.ts';
import type { LabImage } from '../../src/session/image-state.ts';

type Files = Record<string, number>;

interface Part {
  createdBy: string;
  files: Files;
  line?: LayerLine;
}

function layerOf({ createdBy, files }: Part, index: number): Layer {
  const folders = new Set(
    Object.keys(files).flatMap((path) =>
      path.split('/').flatMap((_, at, parts) => (at > 1 ? [parts.slice(0, at).join('/')] : [])),
    ),
  );
  const entry = (path: string, type: LayerEntry['type'], size: number): LayerEntry => ({
    path,
    type,
    size,
    mode: 0o644,
    uid: 0,
    gid: 0,
  });
  const entries = [
    ...[...folders].map((path) => entry(path, 'directory', 0)),
    ...Object.entries(files).map(([path, size]) => entry(path, 'file', size)),
  ];
  const size = Object.values(files).reduce((sum, bytes) => sum + bytes, 0);
  return { index, digest: `sha256:${createdBy} ${JSON.stringify(files)}`, size, createdBy, entries };
}

function factsOf(ref: string, id: string, user: string, layers: Layer[]): ImageFacts {
  return {
    ref,
    id,
    tags: [ref],
    config: {
      user,
      env: { NODE_VERSION: '24.11.0', PATH: '/usr/bin' },
      entrypoint: [],
      cmd: ['node', 'dist/server.js'],
      workdir: '/app',
      labels: {},
      exposedPorts: ['3000/tcp'],
      volumes: [],
      onbuild: [],
      architecture: 'amd64',
      os: 'linux',
    },
    history: layers.map(({ createdBy, size }) => ({ createdBy, size, empty: false })),
    size: layers.reduce((sum, layer) => sum + layer.size, 0),
    layerDigests: layers.map((layer) => layer.digest),
  };
}

const from = (line: number, base: string): LayerLine => ({ line, text: `FROM ${base}`, base });
const copied = (line: number, text: string): LayerLine => ({ line, text });
const ALPINE: Part[] = [
  {
    createdBy: 'ADD alpine-minirootfs.tar.gz / # buildkit',
    files: { '/bin/busybox': 900_000, '/lib/libc.so': 7_000_000 },
    line: from(14, 'node:24-alpine'),
  },
  {
    createdBy: 'RUN /bin/sh -c addgroup -g 1000 node && adduser -u 1000 -G node node # buildkit',
    files: { '/usr/local/bin/node': 120_000_000 },
    line: from(14, 'node:24-alpine'),
  },
];
const NODE: Part[] = [
  {
    createdBy: 'RUN /bin/sh -c apt-get install -y build-essential # buildkit',
    files: { '/usr/lib/gcc/cc1': 500_000_000, '/usr/bin/python3': 480_000_000 },
    line: from(1, 'node:24'),
  },
];
const BUILT: Record<string, Part[]> = {
  'sha256:naive': [
    ...NODE,
    {
      createdBy: 'RUN /bin/sh -c npm install # buildkit',
      files: { '/app/node_modules/typescript/lib/tsc.js': 140_000_000 },
      line: copied(8, 'RUN npm install'),
    },
  ],
  'sha256:before': [
    ...ALPINE,
    {
      createdBy: 'COPY /app/node_modules ./node_modules # buildkit',
      files: {
        '/app/node_modules/typescript/lib/tsc.js': 24_000_000,
        '/app/node_modules/nanoid/index.js': 70_000,
      },
      line: copied(17, 'COPY --from=builder /app/node_modules ./node_modules'),
    },
    {
      createdBy: 'COPY /app/dist ./dist # buildkit',
      files: { '/app/dist/server.js': 2100 },
      line: copied(16, 'COPY --from=builder /app/dist ./dist'),
    },
  ],
  'sha256:now': [
    ...ALPINE,
    {
      createdBy: 'COPY /app/dist ./dist # buildkit',
      files: { '/app/dist/server.js': 2100 },
      line: copied(16, 'COPY --from=builder /app/dist ./dist'),
    },
    {
      createdBy: 'COPY /app/node_modules ./node_modules # buildkit',
      files: { '/app/node_modules/nanoid/index.js': 70_000, '/app/node_modules/nanoid/package.json': 900 },
      line: copied(17, 'COPY --from=deps /app/node_modules ./node_modules'),
    },
  ],
};

const layersOf = (id: string) => (BUILT[id] ?? []).map(layerOf);
const linesOf = (id: string) => (BUILT[id] ?? []).map((part) => part.line);
const factsOfId = (id: string) =>
  ({
    'sha256:naive': factsOf('app:naive', id, '', layersOf(id)),
    'sha256:before': factsOf('sha256:before', id, '', layersOf(id)),
    'sha256:now': factsOf('app:production', id, 'nodejs', layersOf(id)),
  })[id] as ImageFacts;

const image = (id: string, more: Pick<LabImage, 'name' | 'file' | 'own'>): LabImage => ({
  facts: factsOfId(id),
  lines: linesOf(id),
  ...more,
});

/** As the images port tells them: the current ones, and what the attempt before built. */
export const LAB_IMAGES: LabImage[] = [
  image('sha256:now', { name: 'production', file: 'Dockerfile.basic', own: true }),
  image('sha256:naive', { name: 'baseline', file: 'Dockerfile.naive', own: false }),
  {
    ...image('sha256:before', { name: 'production', file: 'Dockerfile.basic', own: true }),
    attempt: { number: 3, at: '2026-11-23T13:50:00Z' },
  },
];

/** Image id -> what a reading of its layers tells. */
export const EXAMINED: Record<string, Examined> = Object.fromEntries(
  Object.keys(BUILT).map((id) => {
    const layers = layersOf(id);
    return [id, { facts: factsOfId(id), layers: { layers, efficiency: efficiencyOf(layers) }, secrets: [] }];
  }),
);
