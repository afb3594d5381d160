import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { runCommands, shellCommands } from '../../src/dockerfile/shell-commands.ts';

const lines = (script: string) => shellCommands(script).map(({ words }) => words.join(' '));
const ofRun = (text: string) => {
  const run = parseDockerfile(`FROM scratch\n${text}`, 'Dockerfile').stages[0]?.instructions[0];
  if (!run) throw new Error('no RUN');
  return runCommands(run).map(({ words }) => words.join(' '));
};

describe('a script', () => {
  it.each([
    ['npm ci && npm cache clean --force', ['npm ci', 'npm cache clean --force']],
    ['a || b; c | d & e', ['a', 'b', 'c', 'd', 'e']],
    ['set -e; (cd x && make) ; { a; b; }', ['set -e', 'cd x', 'make', 'a', 'b']],
    ['if [ -f x ]; then a; else b; fi', ['[ -f x ]', 'a', 'b']],
    ['for x in a b; do rm $x; done', ['rm $x']],
    ['! grep -q "a && b" file', ['grep -q a && b file']],
    ['echo \'a; b\' "c; $(d; e)" f\\;g', ['echo a; b c; $(d; e) f;g']],
    ['a # b && c', ['a']],
    ['a#b', ['a#b']],
    ['a\nb\n\nc', ['a', 'b', 'c']],
    ['sh -c "a && b"', ['a', 'b']],
    ["/bin/bash -euo pipefail -c 'a; b' x", ['a', 'b']],
    ['exec env A=1 node x.js', ['node x.js']],
    ['echo `a; b` $((1 + 2)) $(c; d)', ['echo `a; b` $((1 + 2)) $(c; d)']],
    [`echo \${x:-a b}`, [`echo \${x:-a b}`]],
    ['cat <<EOF >x\na; b\nEOF\nc', ['cat', 'c']],
    ['"if" x', ['if x']],
    ['A=1', ['']],
    ['', []],
  ] as const)('%j', (script, commands) => {
    expect(lines(script)).toEqual(commands);
  });

  it('tells assignments, redirections and what joins commands', () => {
    expect(shellCommands('CGO_ENABLED=0 GOOS="linux" go build -o main . >/dev/null 2>&1 || true')).toEqual([
      {
        words: ['go', 'build', '-o', 'main', '.'],
        env: { CGO_ENABLED: '0', GOOS: 'linux' },
        after: '',
        redirects: ['>/dev/null', '2>&1'],
      },
      { words: ['true'], env: {}, after: '||', redirects: [] },
    ]);
  });

  it.each(["'", '"', '`', '$(', '${', '\\', '<<', '>', '((', ';;', '&&&', 'a\\'])('bears %j', (script) => {
    expect(() => shellCommands(script)).not.toThrow();
  });
});

describe('a RUN', () => {
  it('in shell form, over several lines', () => {
    expect(
      ofRun(
        'RUN apt-get update && apt-get install -y --no-install-recommends \\\n    build-essential \\\n    && rm -rf /var/lib/apt/lists/*',
      ),
    ).toEqual([
      'apt-get update',
      'apt-get install -y --no-install-recommends build-essential',
      'rm -rf /var/lib/apt/lists/*',
    ]);
  });

  it('in exec form', () => {
    expect(ofRun('RUN ["npm", "ci && x"]')).toEqual(['npm ci && x']);
    expect(ofRun('RUN ["/bin/sh", "-c", "a && b"]')).toEqual(['a', 'b']);
  });

  it('as a heredoc, and with one as input', () => {
    expect(ofRun('RUN <<EOF\n#!/bin/sh\nset -e\napk add x\nEOF\n')).toEqual(['set -e', 'apk add x']);
    expect(ofRun('RUN python3 <<EOF\nprint(1); x\nEOF\n')).toEqual(['python3']);
  });

  it('leaves the flags out', () => {
    expect(ofRun('RUN --mount=type=cache,target=/root/.npm npm ci')).toEqual(['npm ci']);
  });
});
