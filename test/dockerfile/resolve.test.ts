import { describe, expect, it } from 'vitest';
import {
  copiesFrom,
  externalBases,
  neededStages,
  sourcesOf,
  unreachableStages,
} from '../../src/dockerfile/graph.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { resolveStages } from '../../src/dockerfile/resolve.ts';
import type { ResolveOptions } from '../../src/dockerfile/resolved.ts';
import { triggerText } from '../../src/dockerfile/triggers.ts';

const resolve = (text: string, options: ResolveOptions = {}) => {
  const file = parseDockerfile(text, 'Dockerfile');
  expect(file.errors).toEqual([]);
  return resolveStages(file, options);
};
/** The words of the last stage's instructions. */
const words = (text: string, options?: ResolveOptions) =>
  resolve(text, options).target?.instructions.map(({ args }) => args.join(' '));
const errors = (text: string, options?: ResolveOptions) =>
  resolve(text, options).errors.map(({ line, message }) => `${line}: ${message}`);

describe('ARG', () => {
  it('before the first FROM counts in FROM, and in a stage after it was declared again', () => {
    const file = resolve('ARG V=24\nARG B=node:$V\nFROM $B\nLABEL a=$V\nARG V\nLABEL a=$V', {
      buildArgs: {},
    });
    expect(file.target?.base).toBe('node:24');
    expect(file.target?.instructions.map(({ args }) => args)).toEqual([['a='], ['V=24'], ['a=24']]);
    expect(file.target?.instructions[0]?.unset).toEqual(['V']);
  });

  it('takes build args, not those that are never declared, and not in place of a constant', () => {
    const buildArgs = { V: '26', W: 'w' };
    expect(resolve('ARG V=24\nFROM node:$V', { buildArgs }).target?.base).toBe('node:26');
    expect(words('FROM a\nLABEL a=$W', { buildArgs })).toEqual(['a=']);
    expect(words('ARG V=1\nFROM a\nARG V=2\nLABEL a=$V', { buildArgs })?.at(-1)).toBe('a=26');
    expect(words('ARG V=1\nFROM a\nARG V=2\nLABEL a=$V')?.at(-1)).toBe('a=2');
  });

  it('is a matter of place: the last of ARG and ENV counts for words, ENV alone for the image', () => {
    // Seen on Docker 20.10.24 and 28.5.2: the label of `ENV A=env`, `ARG A=arg`, `LABEL a=$A` is `arg`.
    const file = resolve('FROM scratch\nENV A=env\nARG A=arg\nLABEL a=$A\nENV A=again\nLABEL a=$A');
    expect(
      file.target?.instructions
        .filter(({ instruction }) => instruction.keyword === 'LABEL')
        .map(({ args }) => args[0]),
    ).toEqual(['a=arg', 'a=again']);
    expect(file.target?.env.toObject()).toEqual({ A: 'again' });
  });

  it('is seen in stages built on its stage', () => {
    expect(words('FROM scratch AS a\nARG X=1\nENV Y=2\nFROM a\nLABEL l=$X$Y')).toEqual(['l=12']);
    expect(words('FROM scratch AS a\nARG X=1\nFROM scratch\nLABEL l=$X')).toEqual(['l=']);
  });

  it('knows what BuildKit defines itself', () => {
    const options = { platform: 'linux/arm64/v8', target: 'x' };
    expect(
      words(
        'FROM a AS x\nARG TARGETARCH TARGETVARIANT TARGETSTAGE TARGETOS\nLABEL l=$TARGETOS/$TARGETARCH',
        options,
      ),
    ).toEqual(['TARGETARCH=arm64 TARGETVARIANT=v8 TARGETSTAGE=x TARGETOS=linux', 'l=linux/arm64']);
    expect(resolve('FROM --platform=$TARGETPLATFORM a', { platform: 'linux/s390x' }).target?.platform).toBe(
      'linux/s390x',
    );
  });
});

describe('words', () => {
  it('of one instruction see the variables of before it', () => {
    expect(words('FROM a\nENV A=1\nENV A=2 B=$A\nLABEL l=$A$B')?.at(-1)).toBe('l=21');
  });

  it('are filled in where BuildKit does, and left to the shell elsewhere', () => {
    const text = `FROM a\nENV A="x y"\nWORKDIR /$A\nUSER $A\nRUN echo $A\nCMD echo $A\nEXPOSE $A 80\nCOPY --chown=$A $A/ \${A}/b`;
    const instructions = resolve(text).target?.instructions ?? [];
    expect(instructions.map(({ args }) => args)).toEqual([
      ['A=x y'],
      ['/x y'],
      ['x y'],
      ['echo $A'],
      ['echo $A'],
      ['x', 'y', '80'],
      ['x y/', 'x y/b'],
    ]);
    expect(instructions.at(-1)?.flags).toEqual([{ name: 'chown', value: 'x y' }]);
  });

  it('in the body of a COPY are filled in unless its name is quoted', () => {
    const copies = resolve(
      `FROM a\nENV A=1\nCOPY <<X <<'Y' /z/\n"$A" it's\nX\n$A\nY\n`,
    ).target?.instructions.at(-1);
    expect(copies?.heredocs.map(({ content }) => content)).toEqual([`"1" it's\n`, '$A\n']);
  });

  it('see the environment of an image outside, where it is known', () => {
    const imageEnv = (reference: string) => (reference === 'node:24' ? { NODE_VERSION: '24.1' } : undefined);
    expect(words('FROM node:24\nLABEL v=$NODE_VERSION', { imageEnv })).toEqual(['v=24.1']);
    expect(resolve('FROM node:24\nENV A=1', { imageEnv }).target?.env.toObject()).toEqual({
      NODE_VERSION: '24.1',
      A: '1',
    });
  });
});

describe('stages', () => {
  const FILE = `FROM node:24 AS base
FROM base AS deps
COPY --from=1 /a /a
FROM base AS unused
COPY --from=alpine:3 /x /
FROM scratch AS final
COPY --from=Deps /a /a
COPY --from=nginx:1 /b /b
RUN --mount=from=tools:2,target=/t --mount=type=bind,from=base,target=/u x
`;

  it('know where they take files from', () => {
    const file = resolve(FILE);
    const final = file.target;
    if (!final) throw new Error('no target');
    expect(sourcesOf(file, final).map(({ name, stage, image }) => [name, stage?.stage.index, image])).toEqual(
      [
        ['scratch', undefined, undefined],
        ['Deps', 1, undefined],
        ['nginx:1', undefined, 'nginx:1'],
        ['tools:2', undefined, 'tools:2'],
        ['base', 0, undefined],
      ],
    );
    expect(copiesFrom(file, final).map(({ name }) => name)).toEqual(['Deps', 'nginx:1']);
    expect(externalBases(file).map(({ image, instruction }) => [image, instruction.line])).toEqual([
      ['node:24', 1],
      ['alpine:3', 5],
      ['nginx:1', 8],
      ['tools:2', 9],
    ]);
  });

  it('that the target does not need are told', () => {
    const file = resolve(FILE);
    expect(unreachableStages(file).map(({ stage }) => stage.name)).toEqual(['unused']);
    const base = resolve(FILE, { target: 'BASE' });
    expect(base.target?.stage.name).toBe('base');
    expect(base.target && neededStages(base, base.target)).toHaveLength(1);
  });

  it('run the triggers of the stage they are built on, once', () => {
    const file = resolve('FROM a AS b\nENV X=1\nONBUILD COPY $X /\nFROM b AS c\nUSER u\nFROM c');
    expect(
      file.stages.map(({ instructions }) =>
        instructions.map(({ instruction, args, triggered }) => [
          instruction.keyword,
          instruction.line,
          args[0],
          triggered,
        ]),
      ),
    ).toEqual([
      [
        ['ENV', 2, 'X=1', false],
        ['ONBUILD', 3, 'COPY', false],
      ],
      [
        ['COPY', 4, '1', true],
        ['USER', 5, 'u', false],
      ],
      [],
    ]);
  });

  it('store a trigger with the bodies of its heredocs', () => {
    const onbuild = resolve('FROM a\nONBUILD RUN <<A cat <<B\nx\nA\ny\nB\n').target?.instructions[0]
      ?.instruction.onbuild;
    expect(onbuild && triggerText(onbuild)).toBe('RUN <<A cat <<B\nx\nA\ny\nB');
  });

  it('come in any number without costing more than they are', () => {
    const many = Array.from(
      { length: 5000 },
      (_, index) => `FROM s${index} AS s${index + 1}\nENV A${index}=$A${index - 1}`,
    );
    const file = resolve(`FROM scratch AS s0\n${many.join('\n')}\n`);
    expect(file.target?.stage.index).toBe(5000);
  });
});

describe('what BuildKit says before it runs anything', () => {
  it.each([
    ['FROM $NO', '1: base name ($NO) should not be blank'],
    ['FROM --platform=$NO a', '1: empty platform value from expression $NO'],
    [
      'FROM a\nCOPY --from=$X b c',
      '2: variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround',
    ],
    ['FROM a\nCOPY --from=3 b c', '2: invalid stage index 3'],
    [
      'FROM a\nWORKDIR "/x',
      '2: failed to process "\\"/x": unexpected end of statement while looking for matching double-quote',
    ],
    [`FROM a\nENV A=\${B:?set}`, `2: failed to process "\${B:?set}": B: set`],
    ['FROM a\nEXPOSE 80/http', '2: invalid port: "80/http": invalid proto: http'],
    ['FROM a\nENV P=9-3\nEXPOSE 1 $P', '3: invalid containerPort: 9-3'],
    ['FROM a\nSTOPSIGNAL FOO', '2: invalid signal: FOO'],
    ['FROM a\nVOLUME $NO', '2: VOLUME specified can not be an empty string'],
    ['FROM a AS x\nCOPY --from=x b c', '2: circular dependency detected on stage: x'],
    [
      'FROM a AS x\nCOPY --from=y b c\nFROM a AS y\nCOPY --from=0 b c',
      '4: circular dependency detected on stage: x',
    ],
    [
      'FROM Node\nUSER u',
      '1: failed to parse stage name "Node": invalid reference format: repository name (library/Node) must be lowercase',
    ],
    ['FROM a\nCOPY --from=b:: /x /', '2: failed to parse stage name "b::": invalid reference format'],
    ['FROM a\nRUN --mount=type=cash,target=/x y', '2: unsupported mount type "cash" (did you mean cache?)'],
  ])('%s', (text, error) => {
    expect(errors(text)[0]).toBe(error);
  });

  it('takes every way to write a port or a signal', () => {
    const text =
      'FROM a\nEXPOSE 80 1-3/UDP 127.0.0.1:80:90 [::1]:1-2:3-4 80:81/sctp\nSTOPSIGNAL sigRTMIN+3\nSTOPSIGNAL 9';
    expect(errors(text)).toEqual([]);
  });

  it('knows a stage that comes too late', () => {
    const text = 'FROM a AS x\nCOPY --from=y b c\nFROM a AS y';
    expect(errors(text)).toEqual([]);
    expect(errors(text, { target: 'x' })).toEqual([
      '2: cannot copy from stage "y", it needs to be defined before current stage "x"',
    ]);
  });

  it('concerns the stages that are needed', () => {
    expect(errors('FROM a AS x\nWORKDIR "/x\nFROM b')).toEqual([]);
    expect(errors('FROM a', { target: 'builder' })).toEqual(['1: target stage "builder" could not be found']);
    expect(errors('FROM a AS builder', { target: 'biulder' })).toEqual([
      '1: target stage "biulder" could not be found (did you mean builder?)',
    ]);
  });
});
