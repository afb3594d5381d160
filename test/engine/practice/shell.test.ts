import { describe, expect, it } from 'vitest';
import { predict, predictFailure } from './predict.ts';

const made = async (...runs: string[]) => {
  const { files } = await predict(
    ['FROM node:24-alpine', 'WORKDIR /w', 'COPY dir .', ...runs.map((run) => `RUN ${run}`)].join('\n'),
  );
  expect(files.absent?.('/w/nothing'), 'it was foreseen').toBe(true);
  return [...files.entries.keys()]
    .filter((path) => path.startsWith('/w/'))
    .map((path) => path.slice(3))
    .sort();
};
const START = ['c.txt', 'sub', 'sub/d.txt', 'sub/e.md'];

describe('the shell', () => {
  it.each([
    ['touch a b "c d" e\\ f', ['a', 'b', 'c d', 'e f']],
    ['touch \'x$y\' "$HOME.z"; mv /root.z r', ['r', 'x$y']],
    ['false && touch a || touch b', ['b']],
    ['! false && touch a', ['a']],
    ['true || touch a; touch b & touch c', ['b', 'c']],
    ['cd sub && touch ../a; (cd / && touch /w/b); touch c', ['a', 'b', 'sub/c']],
    ['A=x; touch $A $' + '{A}y $' + '{B:-z} $' + '{B-q} $' + '{A:+w}', ['q', 'w', 'x', 'xy', 'z']],
    ['touch $(echo) || true', undefined],
    ['# a comment\\\n', []],
    ['sh -c "touch a && touch b"', ['a', 'b']],
    ["/bin/sh -ec 'touch a; false; touch b' || touch c", ['a', 'c']],
    ['env X=1 touch a', ['a']],
    ['echo "touch a" | sh', ['a']],
    ['find . -name "*.md" -delete; rm -f c.txt sub/d.*; rmdir sub', []],
  ])('%s', async (run, paths) => {
    if (paths === undefined) {
      const { image } = await predict(`FROM node:24-alpine\nRUN ${run}\n`);
      expect(image.unknown?.size).toBeDefined();
      return;
    }
    const found = await made(run);
    const gone = /find/.test(run) ? START : [];
    expect(found).toEqual([...START.filter((path) => !gone.includes(path)), ...paths].sort());
  });

  it('reads here-documents', async () => {
    const { files } = await predict(
      'FROM node:24-alpine\nRUN <<EOF\nset -e\ntouch /a\ncat <<X > /b\nEOF\nCOPY <<one <<two /h/\nhello $PATH_NONE\none\nsecond\ntwo\n',
    );
    expect(files.resolve('/a')).toBeDefined();
    expect(files.content('/h/two')?.toString()).toBe('second\n');
    expect(files.resolve('/h/one')).toBeDefined();
  });

  it('stops at the first failure under set -e, and says which exit status', async () => {
    const failure = await predictFailure('FROM node:24-alpine\nRUN set -e; false; touch /x\n');
    expect(failure.exitCode).toBe(1);
    expect((await predictFailure('FROM node:24-alpine\nRUN { exit 7; } || true\n')).exitCode).toBe(7);
    await expect(predict('FROM node:24-alpine\nRUN (exit 7) || true\n')).resolves.toBeDefined();
  });

  it('runs the exec form without a shell', async () => {
    const { files } = await predict('FROM node:24-alpine\nRUN ["mkdir", "-p", "/a/$B"]\n');
    expect(files.resolve('/a/$B')?.type).toBe('directory');
  });
});

describe('what a layer weighs', () => {
  const size = async (...lines: string[]) =>
    (
      await predict(
        [
          'FROM scratch AS s',
          'COPY big.bin /all/',
          'FROM node:24-alpine',
          'COPY --from=s /all /all',
          ...lines,
        ].join('\n'),
        {
          'big.bin': 'x'.repeat(100_000),
        },
      )
    ).image.size;

  it('counts a file again when a later layer only changes its owner or mode', async () => {
    const before = await size();
    expect(await size('RUN chown -R node:node /all')).toBe(before + 100_000);
    expect(await size('RUN chmod 600 /all/big.bin')).toBe(before + 100_000);
    expect(await size('RUN true')).toBe(before);
    expect(await size('RUN rm -rf /all')).toBe(before);
    expect(await size('USER node', 'ENV A=1', 'CMD ["x"]')).toBe(before);
  });
});
