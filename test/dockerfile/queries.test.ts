import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import {
  effectiveCmd,
  effectiveEntrypoint,
  effectiveHealthcheck,
  effectiveUser,
  effectiveWorkdir,
  finalStage,
  findStage,
  instructionsOf,
  rootImage,
  stageChain,
} from '../../src/dockerfile/queries.ts';
import { resolveStages } from '../../src/dockerfile/resolve.ts';

const file = (text: string) => resolveStages(parseDockerfile(text, 'Dockerfile'));
const final = (text: string) => {
  const stage = finalStage(file(text));
  if (!stage) throw new Error('no stage');
  return stage;
};

describe('the image that comes out', () => {
  it('has the user of the last USER, inherited through stages, with its line', () => {
    const stage = final('FROM a AS base\nARG U=app\nUSER $U:$G\nFROM base AS mid\nFROM mid\nRUN x');
    expect(effectiveUser(stage)).toMatchObject({
      value: 'app:',
      line: 3,
      stage: { stage: { name: 'base' } },
      unset: ['G'],
    });
    expect(effectiveUser(final('FROM a AS x\nUSER u\nFROM a'))).toBeUndefined();
  });

  it.each([
    ['FROM scratch\nWORKDIR /a//b/', '/a//b/'],
    ['FROM scratch\nWORKDIR /a/\nWORKDIR b//c/', '/a/b/c'],
    ['FROM scratch\nWORKDIR ../x', '/x'],
    ['FROM scratch\nWORKDIR /a\nWORKDIR b/../c', '/a/c'],
    ['FROM a AS x\nWORKDIR /a\nFROM x\nWORKDIR b', '/a/b'],
    ['FROM scratch\nWORKDIR b', '/b'],
    ['FROM node\nWORKDIR b', 'b'],
  ])('has the working folder of %j', (text, value) => {
    expect(effectiveWorkdir(final(text))?.value).toBe(value);
  });

  it('has the entrypoint and command that count', () => {
    const own = final('FROM a AS x\nCMD ["a"]\nENTRYPOINT ["e", "f"]\nFROM x\nCMD b c');
    expect(effectiveEntrypoint(own)).toMatchObject({ words: ['e', 'f'], exec: true, line: 3 });
    expect(effectiveCmd(own)).toMatchObject({ words: ['b c'], exec: false, line: 5 });
  });

  it('loses an inherited command with a new entrypoint, but not its own', () => {
    expect(effectiveCmd(final('FROM a AS x\nCMD a\nFROM x\nENTRYPOINT e'))).toBeUndefined();
    expect(effectiveCmd(final('FROM a\nCMD a\nENTRYPOINT e'))?.value).toBe('a');
  });

  it('has the last health check, NONE without words', () => {
    expect(effectiveHealthcheck(final('FROM a\nHEALTHCHECK CMD a b'))).toMatchObject({
      words: ['a b'],
      exec: false,
    });
    expect(effectiveHealthcheck(final('FROM a\nHEALTHCHECK CMD ["a"]\nHEALTHCHECK none'))).toMatchObject({
      words: [],
      line: 3,
    });
  });
});

describe('stages', () => {
  it('are found by name or index, and know their chain', () => {
    const all = file('FROM node:24 AS Base\nFROM base AS x\nFROM scratch');
    expect(findStage(all, 'BASE')?.stage.index).toBe(0);
    expect(findStage(all, '1')?.stage.name).toBe('x');
    expect(findStage(all, 'nope')).toBeUndefined();
    const x = all.stages[1];
    expect(x && stageChain(x).map(({ stage }) => stage.index)).toEqual([1, 0]);
    expect(x && rootImage(x)).toBe('node:24');
    expect(all.stages[2] && rootImage(all.stages[2])).toBeUndefined();
    expect(instructionsOf(all.dockerfile, 'USER')).toEqual([]);
  });
});
