import { unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { FileTree } from '../e2e/standins/tree.ts';
import { wheelOf } from '../e2e/standins/wheel.ts';

const AT = 'usr/lib/python3/dist-packages';
const METADATA = 'Metadata-Version: 2.1\nName: Flask-Thing\nVersion: 1.2\nRequires-Dist: click>=8\n';

it('makes a wheel that pip can record, from a dist-info', () => {
  const tree = new FileTree()
    .file(`${AT}/flask_thing/__init__.py`, 'x = 1\n')
    .file(`${AT}/flask_thing/__pycache__/a.pyc`, 'no')
    .file(`${AT}/flask_thing-1.2.dist-info/METADATA`, METADATA)
    .file(`${AT}/flask_thing-1.2.dist-info/INSTALLER`, 'debian')
    .file(`${AT}/flask_thing-1.2.dist-info/entry_points.txt`, '[console_scripts]\nthing = flask_thing:x\n');
  const { name, content } = wheelOf(tree);
  expect(name).toBe('flask_thing-1.2-py3-none-any.whl');
  const files = unzipSync(content);
  expect(Object.keys(files).sort()).toEqual([
    'flask_thing-1.2.dist-info/METADATA',
    'flask_thing-1.2.dist-info/RECORD',
    'flask_thing-1.2.dist-info/WHEEL',
    'flask_thing-1.2.dist-info/entry_points.txt',
    'flask_thing/__init__.py',
  ]);
  const record = Buffer.from(files['flask_thing-1.2.dist-info/RECORD'] ?? []).toString();
  expect(record).toContain('flask_thing/__init__.py,sha256=');
  expect(record).toContain('flask_thing-1.2.dist-info/RECORD,,\n');
});

it('takes the metadata of an egg-info', () => {
  const tree = new FileTree()
    .file(`${AT}/thing.py`, '')
    .file(`${AT}/thing-0.1.egg-info/PKG-INFO`, 'Name: thing\nVersion: 0.1\n');
  expect(Object.keys(unzipSync(wheelOf(tree).content))).toContain('thing-0.1.dist-info/METADATA');
});

it('refuses compiled parts, which fit one Python alone', () => {
  const tree = new FileTree()
    .file(`${AT}/fast/_c.cpython-313.so`, '')
    .file(`${AT}/fast-1.dist-info/METADATA`, 'Name: fast\nVersion: 1\n');
  expect(() => wheelOf(tree)).toThrow('compiled');
});
