import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Release } from '../apt.ts';
import { unpackDebs } from '../deb.ts';
import type { ImageConfig, ImageRecipe, Kit, LayerRecipe } from '../recipe.ts';
import { FileTree } from '../tree.ts';
import { wheelOf } from '../wheel.ts';
import { debian, SYSTEM } from './debian.ts';
import { full, MB } from './padding.ts';

const WHEELHOUSE = 'usr/local/share/wheelhouse';

/** Distributions that `pip install` finds: gunicorn, Flask and what they need. */
const PURE = ['gunicorn', 'packaging', 'flask', 'werkzeug', 'jinja2', 'click', 'itsdangerous', 'blinker'];
/** A source distribution with C code, compiled where a compiler is at hand. */
const WITH_C = { source: 'markupsafe', name: 'MarkupSafe', version: '2.1.5' };

interface Version {
  series: string;
  release: Release;
}

/** CPython from Debian's packages, unknown to dpkg as in the official image, and pip with a wheelhouse. */
function interpreter(version: Version): LayerRecipe {
  return { name: `python-${version.series}`, fill: (kit) => fill(kit, version) };
}

async function fill(kit: Kit, { series, release }: Version): Promise<FileTree> {
  const apt = kit.apt(release);
  const tree = new FileTree({ mergedUsr: true });
  const [system, all, headers] = await Promise.all([
    apt.closure(...SYSTEM),
    apt.closure(...SYSTEM, `python${series}`, `python${series}-venv`),
    apt.download(`libpython${series}-dev`),
  ]);
  await unpackDebs(
    all.filter((file) => !system.includes(file)),
    tree,
  );
  await unpackDebs(headers, tree, (path) => path.startsWith('usr/include/'));
  tree.remove(`usr/lib/python${series}/EXTERNALLY-MANAGED`);
  for (const name of ['python', 'python3', `python${series}`]) {
    tree.symlink(`usr/local/bin/${name}`, `/usr/bin/python${series}`);
  }
  // The wheel's name first: sh expands no pattern that points into a file.
  const pip = [
    '#!/bin/sh',
    'set -- /usr/share/python-wheels/pip-*.whl "$@"',
    'wheel=$1',
    'shift',
    'exec /usr/local/bin/python3 "$wheel/pip" "$@"',
    '',
  ].join('\n');
  for (const name of ['pip', 'pip3']) tree.file(`usr/local/bin/${name}`, pip, 0o755);
  tree.file(
    'etc/pip.conf',
    `[global]\nno-index = true\nfind-links = /${WHEELHOUSE}\ndisable-pip-version-check = true\n`,
  );
  return tree;
}

/** What pip finds without a network, the same for every Python. */
const wheelhouse: LayerRecipe = { name: 'wheelhouse', fill: fillWheelhouse };

async function fillWheelhouse(kit: Kit): Promise<FileTree> {
  const apt = kit.apt('trixie');
  const tree = new FileTree();
  const [archive, setuptools, ...pure] = await Promise.all([
    kit.sources('trixie').upstream(WITH_C.source),
    apt.download('python3-setuptools-whl'),
    ...PURE.map((name) => apt.download(`python3-${name}`)),
  ]);
  for (const debs of pure) {
    const unpacked = new FileTree();
    await unpackDebs(debs, unpacked);
    const wheel = wheelOf(unpacked);
    tree.file(`${WHEELHOUSE}/${wheel.name}`, wheel.content);
  }
  const builder = new FileTree();
  await unpackDebs(setuptools, builder);
  for (const [path, entry] of builder.entries) {
    if (path.endsWith('.whl')) tree.set(`${WHEELHOUSE}/${basename(path)}`, entry);
  }
  return tree.file(`${WHEELHOUSE}/${WITH_C.name}-${WITH_C.version}.tar.gz`, await readFile(archive));
}

const CURRENT: Version = { series: '3.13', release: 'trixie' };
const MATERIAL: Version = { series: '3.11', release: 'bookworm' };

const config = ({ series }: Version): ImageConfig => ({
  Env: [
    'PATH=/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    `PYTHON_VERSION=${series}`,
  ],
  Cmd: ['python3'],
});

const slim = (version: Version): ImageRecipe => ({
  tags: [`python:${version.series}-slim`],
  layers: [debian(version.release), interpreter(version), wheelhouse],
  config: config(version),
});

export const python: ImageRecipe[] = [
  slim(CURRENT),
  slim(MATERIAL),
  {
    tags: [`python:${CURRENT.series}`, 'python:latest'],
    layers: [debian('trixie'), ...full(500 * MB, 380 * MB), interpreter(CURRENT), wheelhouse],
    config: config(CURRENT),
    padded: 880 * MB,
  },
];
