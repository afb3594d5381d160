import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';

const parse = (text: string) => parseDockerfile(text, 'Dockerfile');
const errorsOf = (text: string) => parse(text).errors.map(({ line, message }) => `${line}: ${message}`);
/** The instructions of the only stage, behind its FROM. */
const body = (text: string) => {
  const { errors, stages } = parse(`FROM scratch\n${text}`);
  expect(errors).toEqual([]);
  return stages[0]?.instructions ?? [];
};
const first = (text: string) => {
  const [instruction] = body(text);
  if (!instruction) throw new Error('no instruction');
  return instruction;
};

describe('lines', () => {
  it('counts from one, joins continuations and leaves comments inside out', () => {
    const [run, cmd] = body('RUN a && \\\n  # why\n  b \\ \t\n\n  c\nCMD d\n');
    expect(run).toMatchObject({ line: 2, endLine: 6, text: 'RUN a &&   b   c', args: ['a &&   b   c'] });
    expect(cmd).toMatchObject({ line: 7, endLine: 7 });
  });

  it('warns of blank continuation lines, at the last line as BuildKit does', () => {
    const { warnings, errors } = parse('FROM scratch\nRUN a \\\n\n  b\n');
    expect(errors).toEqual([]);
    expect(warnings).toEqual([{ line: 4, message: 'Empty continuation line' }]);
  });

  it.each([
    ['a byte order mark', '\ufeffFROM scratch\n'],
    ['CR LF', 'FROM scratch\r\nRUN a \\\r\n  b\r\nCMD ["x"]\r\n'],
    ['no line end at the end', 'FROM scratch'],
    ['a continuation at the end', 'FROM scratch\nRUN a \\'],
    ['leading white space and lower case', '\t from scratch\n  \trun a'],
    ['comments and blank lines only around', '# a\n\nFROM scratch\n# b\n\n'],
  ])('takes %s', (_, text) => {
    const { errors, stages, lines } = parse(text);
    expect(errors).toEqual([]);
    expect(stages).toHaveLength(1);
    expect(lines.join('')).not.toMatch(/[\r\ufeff]/);
  });

  it('keeps CR out of arguments', () => {
    const [run, cmd] =
      parse('FROM scratch\r\nRUN a \\\r\n  b\r\nCMD ["x"]\r\n').stages[0]?.instructions ?? [];
    expect(run?.args).toEqual(['a   b']);
    expect(cmd).toMatchObject({ exec: true, args: ['x'] });
  });

  it('does not continue a line that ends in an escaped backslash', () => {
    expect(body('RUN a \\\\\nRUN b').map(({ args }) => args)).toEqual([['a \\\\'], ['b']]);
  });

  it('refuses a line that BuildKit cannot hold, and takes the longest that it can', () => {
    const run = (bytes: number) => `FROM scratch\nRUN ${'x'.repeat(bytes - 'RUN \n'.length)}\n`;
    expect(errorsOf(run(65_536))).toEqual([]);
    expect(errorsOf(run(65_537))).toEqual(['2: dockerfile line greater than max allowed size of 65535']);
    expect(errorsOf(run(65_537).replace(/x{3}/, 'é'))).toEqual([]);
  });
});

describe('parser directives', () => {
  const directives = (text: string) =>
    parse(text).directives.map(({ name, value, line, effective }) => [name, value, line, effective]);

  it('count at the very top, whatever their case and spacing', () => {
    expect(
      directives('# syntax=docker/dockerfile:1\n#ESCAPE = `\n# check=skip=all;error=true\nFROM a'),
    ).toEqual([
      ['syntax', 'docker/dockerfile:1', 1, true],
      ['escape', '`', 2, true],
      ['check', 'skip=all;error=true', 3, true],
    ]);
  });

  it.each([
    ['another comment', '# Optimised\n# syntax=docker/dockerfile:1.4\nFROM a', 2],
    ['a blank line', '\n# syntax=docker/dockerfile:1\nFROM a', 2],
    ['an instruction', 'FROM a\n# syntax=docker/dockerfile:1', 2],
    [
      'a comment that looks like an unknown directive',
      '# version=2\n# syntax=docker/dockerfile:1\nFROM a',
      2,
    ],
    ['a continued line', 'FROM a\nRUN b \\\n# syntax=docker/dockerfile:1\n c', 3],
  ])('do not count behind %s', (_, text, line) => {
    expect(directives(text)).toEqual([['syntax', expect.any(String), line, false]]);
  });

  it('finds syntax behind a shebang, but not escape', () => {
    expect(directives('#!/usr/bin/env x\n# syntax=a\nFROM a')).toEqual([['syntax', 'a', 2, true]]);
    expect(directives('#!/usr/bin/env x\n# escape=`\nFROM a')).toEqual([['escape', '`', 2, false]]);
  });

  it('change the escape character', () => {
    const file = parse('# escape=`\nFROM a\nRUN dir `\n  c:\\\nCOPY a\\b c:\\x');
    expect(file.escape).toBe('`');
    expect(file.stages[0]?.instructions.map(({ args }) => args)).toEqual([['dir   c:\\'], ['a\\b', 'c:\\x']]);
  });

  it('are refused twice, or with an escape that is none', () => {
    expect(errorsOf('# escape=`\n# escape=\\\nFROM a')).toEqual([
      '2: only one escape parser directive can be used',
    ]);
    expect(errorsOf('# escape=x\nFROM a')).toEqual(["1: invalid escape token 'x' does not match ` or \\"]);
  });
});

describe('heredocs', () => {
  it('are read one after the other, with quotes, tabs and operators', () => {
    const copy = first('COPY <<EOF <<-"B" /x/\na $V\nEOF\n\t\tb\n\tB\n');
    expect(copy).toMatchObject({ line: 2, endLine: 6, args: ['<<EOF', '<<-"B"', '/x/'] });
    expect(copy.heredocs).toEqual([
      { name: 'EOF', content: 'a $V\n', expand: true, chomp: false },
      { name: 'B', content: 'b\n', expand: false, chomp: true },
    ]);
  });

  it('hold what looks like instructions and comments', () => {
    const [run, cmd] = body('RUN <<EOF\n# a\nFROM b\n\\\nEOF\nCMD x');
    expect(run?.heredocs[0]?.content).toBe('# a\nFROM b\n\\\n');
    expect(cmd?.line).toBe(7);
  });

  it('stand anywhere in a shell line, may be empty, may carry a number', () => {
    const run = first('RUN cat << A >x 3<<B\nA\nb\nB\n');
    expect(run.heredocs.map(({ name, content }) => [name, content])).toEqual([
      ['A', ''],
      ['B', 'b\n'],
    ]);
  });

  it.each([
    ['exec form', 'RUN ["cat", "<<EOF"]'],
    ['quotes', 'RUN echo "<<EOF"'],
    ['a here-string', 'RUN cat <<<word'],
    ['other instructions', 'ENV A=<<EOF'],
    ['arithmetic', 'RUN echo $((1<<2))'],
  ])('are not seen in %s', (_, text) => {
    expect(first(`${text}\n`).heredocs).toEqual([]);
  });

  it('belong to the trigger of an ONBUILD', () => {
    const onbuild = first('ONBUILD RUN <<E\nx\nE\n');
    expect(onbuild.onbuild).toMatchObject({ keyword: 'RUN', heredocs: [{ content: 'x\n' }], endLine: 4 });
  });

  it('are refused without their end, and as a destination', () => {
    expect(errorsOf('FROM a\nRUN <<EOF\nx\n')).toEqual(['2: unterminated heredoc']);
    expect(errorsOf('FROM a\nCOPY x <<EOF\nEOF\n')).toEqual([
      '2: COPY cannot accept a heredoc as a destination',
    ]);
  });
});

describe('arguments', () => {
  it.each([
    ['RUN ["a", "b c"]', true, ['a', 'b c']],
    ['RUN [ "a" ]  ', true, ['a']],
    ['CMD []', true, []],
    ["CMD ['a', 'b']", false, ["['a', 'b']"]],
    ['CMD ["a", "b"', false, ['["a", "b"']],
    ['CMD ["a"] b', false, ['["a"] b']],
    ['RUN [ -f x ] && y', false, ['[ -f x ] && y']],
    ['ENTRYPOINT  a   b ', false, ['a   b']],
    ['SHELL ["/bin/bash", "-c"]', true, ['/bin/bash', '-c']],
    ['COPY a  b\tc', false, ['a', 'b', 'c']],
    ['COPY ["a b", "c"]', true, ['a b', 'c']],
    ['VOLUME ["/a", "/b"]', true, ['/a', '/b']],
    ['EXPOSE 80 443/tcp', false, ['80', '443/tcp']],
    ['USER a b', false, ['a b']],
    ['WORKDIR /a b', false, ['/a b']],
    ['ENV A=1 B="2 3" C=\'4 5\' D=6\\ 7', false, ['A=1', 'B="2 3"', "C='4 5'", 'D=6\\ 7']],
    // A backslash at the very end continues the line into nothing.
    ['ENV A=1\\', false, ['A=1']],
    ['ARG A B=2 C="3 4"', false, ['A', 'B=2', 'C="3 4"']],
    ['HEALTHCHECK NONE', false, ['NONE']],
    ['HEALTHCHECK --interval=5s cmd a b', false, ['cmd', 'a b']],
    ['HEALTHCHECK CMD ["a", "b"]', true, ['CMD', 'a', 'b']],
  ] as const)('%s', (text, exec, args) => {
    expect(first(text)).toMatchObject({ exec, args });
  });

  it('tells the old form of ENV and LABEL', () => {
    expect(first('ENV A  b "c" ')).toMatchObject({ legacy: true, args: ['A=b "c"'] });
    expect(first('LABEL a b=c')).toMatchObject({ legacy: true, args: ['a=b=c'] });
    expect(first('ENV A=b').legacy).toBeUndefined();
  });

  it('reads flags, up to the first word that is none', () => {
    expect(first('COPY --from=a --chown="b:c" --link -- --x /y').flags).toEqual([
      { name: 'from', value: 'a' },
      { name: 'chown', value: 'b:c' },
      { name: 'link' },
    ]);
    expect(first('COPY --from=a -- --x /y').args).toEqual(['--x', '/y']);
    expect(first('RUN --mount=type=cache,target=/a --mount=type=tmpfs,target=/b x').flags).toHaveLength(2);
  });
});

describe('stages', () => {
  it('have names in lower case, platforms, and know what they are built on', () => {
    const { stages, globalArgs } = parse(
      `ARG V=24\nARG B=node:\${V}-alpine\nFROM --platform=$BUILDPLATFORM $B as Builder\nFROM builder AS x\nFROM Builder\nFROM a$NO`,
    );
    expect(globalArgs.map(({ args }) => args)).toEqual([['V=24'], [`B=node:\${V}-alpine`]]);
    expect(
      stages.map(({ name, base, resolvedBase, baseStage, platform }) => [
        name,
        base,
        resolvedBase,
        baseStage,
        platform,
      ]),
    ).toEqual([
      ['builder', '$B', 'node:24-alpine', undefined, '$BUILDPLATFORM'],
      ['x', 'builder', 'builder', 0, undefined],
      [undefined, 'Builder', 'Builder', undefined, undefined],
      [undefined, 'a$NO', undefined, undefined, undefined],
    ]);
  });

  it('starts from the nearest earlier stage of a name', () => {
    const { stages } = parse('FROM scratch AS a\nFROM a AS a\nFROM a');
    expect(stages.map(({ baseStage }) => baseStage)).toEqual([undefined, 0, 1]);
  });

  it('keeps what can be read beside what cannot', () => {
    const { stages, errors } = parse('FROM a AS 1x\nRUNN y\nUSER 1\nFROM b\nCMD ["x"]');
    expect(errors.map(({ line }) => line)).toEqual([1, 2]);
    expect(stages.map(({ instructions }) => instructions.map(({ keyword }) => keyword))).toEqual([
      ['RUNN', 'USER'],
      ['CMD'],
    ]);
  });
});
