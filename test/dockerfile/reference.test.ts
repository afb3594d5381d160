import { describe, expect, it } from 'vitest';
import { familiarName, parseReference } from '../../src/dockerfile/reference.ts';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('an image reference', () => {
  it.each([
    ['node', { repository: 'node' }],
    ['node:24-alpine', { repository: 'node', tag: '24-alpine' }],
    ['org/app:1', { repository: 'org/app', tag: '1' }],
    ['registry:5000/a/b', { domain: 'registry:5000', repository: 'a/b' }],
    [
      `registry:5000/a/b:tag@${DIGEST}`,
      { domain: 'registry:5000', repository: 'a/b', tag: 'tag', digest: DIGEST },
    ],
    ['localhost/x', { domain: 'localhost', repository: 'x' }],
    ['ghcr.io/Org', undefined],
    ['docker.io/library/node', { domain: 'docker.io', repository: 'library/node' }],
    ['[::1]:5000/a', { domain: '[::1]:5000', repository: 'a' }],
    ['localhost:5000', { repository: 'localhost', tag: '5000' }],
    [`node@${DIGEST}`, { repository: 'node', digest: DIGEST }],
    ['MyRegistry/a', { domain: 'MyRegistry', repository: 'a' }],
    ['Node', undefined],
    ['node:', undefined],
    ['node:-x', undefined],
    ['node@sha256:12', undefined],
    ['a//b', undefined],
    ['', undefined],
    ['a b', undefined],
    ['0123456789abcdef'.repeat(4), undefined],
  ])('%s', (text, parts) => {
    expect(parseReference(text)).toEqual(parts);
  });

  it.each([
    ['docker.io/library/node:1', 'node'],
    ['library/node', 'node'],
    ['docker.io/org/app', 'org/app'],
    ['ghcr.io/library/node', 'ghcr.io/library/node'],
  ])('%s is known as %s', (text, name) => {
    const reference = parseReference(text);
    expect(reference && familiarName(reference)).toBe(name);
  });
});
