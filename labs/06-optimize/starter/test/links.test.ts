import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Links } from '../src/links.ts';

test('a link is found by its id', () => {
  const links = new Links();
  const id = links.add('https://docs.docker.com/build/');
  assert.equal(links.find(id), 'https://docs.docker.com/build/');
});

test('only web addresses are shortened', () => {
  assert.throws(() => new Links().add('file:///etc/passwd'), TypeError);
});
