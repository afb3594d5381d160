import { describe, expect, it } from 'vitest';
import { expand } from '../../src/dockerfile/expand.ts';

const VALUES = new Map([
  ['HOME', '/home'],
  ['EMPTY', ''],
  ['FILE', 'archive.tar.gz'],
  ['SPACED', 'a  b'],
  ['한국', '값'],
]);
const expanded = (word: string, options = {}) => expand(word, (name) => VALUES.get(name), options);

describe('a word', () => {
  it.each([
    ['plain', 'plain'],
    ['$HOME', '/home'],
    ['$HOME/x', '/home/x'],
    [`\${HOME}x`, '/homex'],
    ['$HOMEx', ''],
    ['$', '$'],
    ['a$.b', 'a$.b'],
    ['$1x', 'x'],
    ['$한국', '값'],
    ['\\$HOME', '$HOME'],
    ["'$HOME'", '$HOME'],
    ['"$HOME"', '/home'],
    ['"\\$HOME"', '$HOME'],
    ["a'b c'd", 'ab cd'],
    ['"a\\tb"', 'a\\tb'],
    ['a\\tb', 'atb'],
    ['a\\', 'a'],
    ['"it\'s"', "it's"],
    [`\${NO-x}`, 'x'],
    [`\${EMPTY-x}`, ''],
    [`\${EMPTY:-x}`, 'x'],
    [`\${NO:-\${HOME}/y}`, '/home/y'],
    [`\${HOME:-x}`, '/home'],
    [`\${HOME:+x}`, 'x'],
    [`\${EMPTY:+x}`, ''],
    [`\${EMPTY+x}`, 'x'],
    [`\${NO+x}`, ''],
    [`\${HOME:?needed}`, '/home'],
    [`\${EMPTY?needed}`, ''],
    [`\${FILE#*.}`, 'tar.gz'],
    [`\${FILE##*.}`, 'gz'],
    [`\${FILE%.*}`, 'archive.tar'],
    [`\${FILE%%.*}`, 'archive'],
    [`\${FILE#x}`, 'archive.tar.gz'],
    [`\${FILE/a/A}`, 'Archive.tar.gz'],
    [`\${FILE//a/A}`, 'Archive.tAr.gz'],
    [`\${FILE/.*/}`, 'archive'],
    [`\${FILE//?r/_}`, '_chive.t_.gz'],
    [`\${HOME/\\//_}`, '_home'],
    [`\${EMPTY//a/b}`, ''],
    ['<<EOF', '<<EOF'],
  ])('%s', (word, text) => {
    expect(expanded(word)).toMatchObject({ text });
    expect(expanded(word).error).toBeUndefined();
  });

  it.each([
    [`\${HOME`, 'unsupported modifier (\ufffd) in substitution'],
    [`\${HOME:-x`, "syntax error: missing '}'"],
    [`\${`, "syntax error: missing '}'"],
    [`\${}`, 'syntax error: bad substitution'],
    [`\${NO:?needed}`, 'NO: needed'],
    [`\${NO?}`, 'NO: is not allowed to be unset'],
    [`\${EMPTY:?}`, 'EMPTY: is not allowed to be empty'],
    [`\${HOME!x}`, 'unsupported modifier (!) in substitution'],
    [`\${HOME:#x}`, 'unsupported modifier (:#) in substitution'],
    [`\${HOME#\\x}`, "invalid pattern (\\x) in substitution: invalid escape '\\x'"],
    ["it's", 'unexpected end of statement while looking for matching single-quote'],
    ['"a', 'unexpected end of statement while looking for matching double-quote'],
  ])('%s is refused', (word, reason) => {
    expect(expanded(word).error).toBe(`failed to process ${JSON.stringify(word)}: ${reason}`);
  });

  it('is split at spaces of its own and of values, but not at quoted ones', () => {
    expect(expanded('x $SPACED y').words).toEqual(['x', 'a', 'b', 'y']);
    expect(expanded('x "$SPACED" y\\ z').words).toEqual(['x', 'a  b', 'y z']);
  });

  it('tells which names had no value', () => {
    expect(expanded(`$A \${B:-$C} $HOME $A`).unset).toEqual(['A', 'C', 'B']);
  });

  it('takes another escape character', () => {
    expect(expanded('c:\\a `$HOME', { escape: '`' }).text).toBe('c:\\a $HOME');
  });

  it('leaves quotes of a heredoc alone, but not variables', () => {
    expect(expanded(`it's "$HOME" \\$HOME`, { ignoreQuotes: true }).text).toBe(`it's "/home" $HOME`);
  });

  it('bears deep nesting and hard patterns', () => {
    expect(expanded(`\${A:-`.repeat(100_000)).error).toContain('nested too deeply');
    const value = 'a'.repeat(20_000);
    const hard = expand(`\${V//${'*a'.repeat(20)}b/x}`, () => value);
    expect(hard.text).toBe(value);
  });
});
