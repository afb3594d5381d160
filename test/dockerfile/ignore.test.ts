import { describe, expect, it } from 'vitest';
import { IgnoreError, IgnoreRules } from '../../src/dockerfile/ignore.ts';

const ignored = (file: string, paths: string[]) => {
  const rules = new IgnoreRules(file);
  return paths.filter((path) => rules.ignores(path));
};

/** Every row was checked against moby/patternmatcher (v0.6, `MatchesOrParentMatches`) when it was written. */
describe('an ignore file', () => {
  it.each([
    ['node_modules', ['node_modules', 'node_modules/a/b'], ['src/node_modules', 'node_modules2']],
    ['**/node_modules', ['node_modules/x', 'a/b/node_modules/x'], ['a/node_modules2']],
    ['/dist', ['dist', 'dist/a'], ['a/dist']],
    ['dist/', ['dist', 'dist/a'], []],
    ['./a/../dist', ['dist'], ['a']],
    ['*.md', ['a.md'], ['docs/a.md', 'amd']],
    ['**/*.md', ['a.md', 'docs/x/a.md'], ['a.mdx']],
    ['*/temp*', ['a/temp', 'a/temporary/x'], ['temp', 'a/b/temp']],
    ['temp?', ['tempa'], ['temp', 'temp/', 'tempab']],
    ['[a-c].js', ['b.js'], ['d.js']],
    ['[^a].js', ['b.js'], ['a.js']],
    ['a/**/b', ['a/b', 'a/x/b', 'a/x/y/b/c'], ['ab', 'x/a/b']],
    ['a/**', ['a/x', 'a/x/y'], ['a', 'ab']],
    ['**', ['a', 'a/b'], []],
    ['\\*', ['*'], ['a']],
    ['# a', [], ['# a', 'a']],
    [' # a', ['# a'], ['a']],
    ['\ufeffa\r\nb\r\n', ['a', 'b'], []],
    ['*\n!src', ['a', 'srcs'], ['src', 'src/a/b']],
    ['src\n!src/keep', ['src/a', 'src'], ['src/keep', 'src/keep/x']],
    ['*\n!src\nsrc/test', ['a', 'src/test/x'], ['src/a']],
    ['*.md\n!README*\nREADME-secret.md', ['a.md', 'README-secret.md'], ['README.md']],
    ['!a\na', ['a'], []],
    ['Dockerfile*\n!Dockerfile.go', ['Dockerfile', 'Dockerfile.basic'], ['Dockerfile.go']],
    ['a.b', ['a.b'], ['axb']],
    ['a+(b)|{c}$', ['a+(b)|{c}$'], ['ab']],
    ['', [], ['a']],
  ])('%j', (file, left, kept) => {
    expect(ignored(file, [...left, ...kept])).toEqual(left);
  });

  it.each([
    ['a\n!', 2, 'illegal exclusion pattern: "!"'],
    ['! /', 1, 'illegal exclusion pattern: "!"'],
    ['a\n\n[', 3, 'syntax error in pattern: ['],
    ['[]a]', 1, 'syntax error in pattern: []a]'],
    ['a\\', 1, 'syntax error in pattern: a\\'],
  ])('%j is refused', (file, line, message) => {
    expect(() => new IgnoreRules(file)).toThrow(expect.objectContaining({ line, message }));
    expect(() => new IgnoreRules(file)).toThrow(IgnoreError);
  });

  it('minds a class that is never closed behind a wildcard only when it has to match it', () => {
    const rules = new IgnoreRules('b/*/[\n');
    expect(() => rules.ignores('x')).toThrow(expect.objectContaining({ line: 1 }));
    expect(new IgnoreRules('!b/*/[\n').ignores('x')).toBe(false);
  });
});
