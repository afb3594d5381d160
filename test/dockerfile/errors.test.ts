import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';

const errorsOf = (text: string) =>
  parseDockerfile(text, 'Dockerfile').errors.map(({ line, message }) => `${line}: ${message}`);

describe('a file as a whole', () => {
  it.each([
    ['', '1: the Dockerfile cannot be empty'],
    ['\n\n', '1: file with no instructions'],
    ['# only\n# comments\n', '1: file with no instructions'],
    ['ARG A=1\n', '1: dockerfile contains no stages to build'],
    ['RUN a\nFROM b\n', '1: no build stage in current context'],
  ])('%j', (text, error) => {
    expect(errorsOf(text)).toEqual([error]);
  });

  it('names errors of form before errors of content, as BuildKit does', () => {
    // Recorded from Docker 28: samples of `buildkit-syntax-error` say `line 2: … (did you mean FROM?)`.
    expect(errorsOf('FROM a\nFOO bar\nENV A\n')).toEqual([
      '3: ENV must have two arguments',
      '2: unknown instruction: FOO (did you mean FROM?)',
    ]);
  });

  it('prints no control characters of the file', () => {
    expect(errorsOf('FROM a\n\u001b[31mRUNN\u0007 x')).toEqual(['2: unknown instruction: RUNN']);
  });
});

describe('an instruction', () => {
  it.each([
    ['RUNN x', 'unknown instruction: RUNN (did you mean RUN?)'],
    ['runn x', 'unknown instruction: runn (did you mean run?)'],
    ['Coppy a b', 'unknown instruction: Coppy (did you mean copy?)'],
    ['INSTALL x', 'unknown instruction: INSTALL'],
    ['WORKDIR', 'WORKDIR requires exactly one argument'],
    ['USER', 'USER requires exactly one argument'],
    ['STOPSIGNAL', 'STOPSIGNAL requires exactly one argument'],
    ['MAINTAINER', 'MAINTAINER requires exactly one argument'],
    ['ENV', 'ENV requires at least one argument'],
    ['LABEL', 'LABEL requires at least one argument'],
    ['ARG', 'ARG requires at least one argument'],
    ['EXPOSE', 'EXPOSE requires at least one argument'],
    ['VOLUME', 'VOLUME requires at least one argument'],
    ['VOLUME [""]', 'VOLUME specified can not be an empty string'],
    ['ONBUILD', 'ONBUILD requires at least one argument'],
    ['ONBUILD ONBUILD RUN x', "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"],
    ['ONBUILD from a', "FROM isn't allowed as an ONBUILD trigger"],
    ['ONBUILD MAINTAINER a', "MAINTAINER isn't allowed as an ONBUILD trigger"],
    ['ONBUILD --x RUN a', 'unknown flag: --x'],
    [
      'COPY a',
      'COPY requires at least two arguments, but only one was provided. Destination could not be determined',
    ],
    [
      'ADD',
      'ADD requires at least two arguments, but only one was provided. Destination could not be determined',
    ],
    ['COPY ["a", 1]', 'when using JSON array syntax, arrays must be comprised of strings only'],
    ['CMD ["a", [1]]', 'when using JSON array syntax, arrays must be comprised of strings only'],
    ['SHELL /bin/sh -c', 'SHELL requires the arguments to be in JSON form'],
    ['SHELL []', 'SHELL requires at least one argument'],
    ['ENV A=1 B', 'Syntax error - can\'t find = in "B". Must be of the form: name=value'],
    ['LABEL a', 'LABEL must have two arguments'],
    ['ENV =1', 'ENV names can not be blank'],
    ['ARG =1', 'ARG names can not be blank'],
    ['FROM a b', 'FROM requires either one or three arguments'],
    ['FROM', 'FROM requires either one or three arguments'],
    ['FROM a TO b', 'FROM requires either one or three arguments'],
    [
      'FROM a AS 1b',
      'invalid name for build stage: "1b", name can\'t start with a number or contain symbols',
    ],
    [
      'FROM a AS b/c',
      'invalid name for build stage: "b/c", name can\'t start with a number or contain symbols',
    ],
    ['COPY --fron=a b c', 'unknown flag: --fron (did you mean from?)'],
    ['COPY --xyzzy b c', 'unknown flag: --xyzzy'],
    ['USER --x a', 'unknown flag: --x'],
    ['COPY --from=a --from=b c d', 'duplicate flag specified: --from'],
    ['COPY --from a b', 'missing a value on flag: --from'],
    ['COPY --link= a b', 'missing a value on flag: --link'],
    ['COPY --link=maybe a b', 'expecting boolean value for flag --link, not: maybe'],
    ['RUN --network=wifi a', 'invalid network mode "wifi"'],
    ['RUN --security=x a', 'security "x" is not valid'],
    [
      'RUN --mount=from=$A,target=/x a',
      "'from' doesn't support variable expansion, define alias stage instead",
    ],
    ['HEALTHCHECK', 'HEALTHCHECK requires at least one argument'],
    ['HEALTHCHECK CMD', 'Missing command after HEALTHCHECK CMD'],
    ['HEALTHCHECK NONE x', 'HEALTHCHECK NONE takes no arguments'],
    ['HEALTHCHECK curl x', 'Unknown type "CURL" in HEALTHCHECK (try CMD)'],
    ['HEALTHCHECK --interval=5 CMD x', 'time: missing unit in duration "5"'],
    ['HEALTHCHECK --interval=x CMD x', 'time: invalid duration "x"'],
    ['HEALTHCHECK --timeout=5y CMD x', 'time: unknown unit "y" in duration "5y"'],
    ['HEALTHCHECK --timeout=1us CMD x', 'Interval "timeout" cannot be less than 1ms'],
    ['HEALTHCHECK --timeout=-1s CMD x', 'Interval "timeout" cannot be less than 1ms'],
    ['HEALTHCHECK --retries=x CMD x', 'strconv.ParseInt: parsing "x": invalid syntax'],
    ['HEALTHCHECK --retries=-1 CMD x', '--retries cannot be negative (-1)'],
    ['HEALTHCHECK --retires=1 CMD x', 'unknown flag: --retires (did you mean retries?)'],
  ])('%s', (text, error) => {
    expect(errorsOf(`FROM scratch\n\n${text}\n`)).toEqual([`3: ${error}`]);
  });

  it.each([
    'FROM a AS b-c_d.e',
    'FROM --platform=linux/arm64 a',
    'STOPSIGNAL --x TERM',
    'HEALTHCHECK --whatever NONE',
    'HEALTHCHECK --interval=1m30s --timeout=0 --start-period=1.5h --retries=3 CMD x',
    'ONBUILD FOO bar',
    'EXPOSE a b',
    'COPY --link=FALSE --exclude=a --exclude=b a b',
    'RUN',
    'RUN --mount=type=nonsense a',
    'ARG A B C',
    'ENV A= B=""',
    'CMD',
  ])('%s is taken while parsing', (text) => {
    expect(errorsOf(`FROM scratch\n${text}\n`)).toEqual([]);
  });
});
