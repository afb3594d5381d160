import { expect, it } from 'vitest';
import { foreignRequests } from '../../src/dockerfile/foreign-requests.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';

const asked = (text: string, args: Record<string, string> = {}) =>
  foreignRequests(parseDockerfile(text, 'Dockerfile'), args).map(({ kind, line }) => `${kind} ${line}`);

it.each<[string, string[]]>([
  ['FROM a\nRUN npm ci\nADD app.tar /app\nCOPY . .\n', []],
  ['# syntax=docker/dockerfile:1\nFROM a\n', []],
  ['# syntax=docker.io/docker/dockerfile:1.7@sha256:0\nFROM a\n', []],
  ['# syntax=example.com/docker/dockerfile:1\nFROM a\n', ['frontend 1']],
  ['# a comment\n# syntax=example.com/x\nFROM a\n', []],
  ['FROM a\nADD https://example.com/x /x\n', ['download 2']],
  ['FROM a\nADD a.txt git@example.com:x/y.git /x\n', ['download 2']],
  ['FROM a\nADD https://example.com/repo.git#main /x\n', ['download 2']],
  [`FROM a\nARG WHERE=http\nARG URL=\${WHERE}://169.254.169.254/latest\nADD $URL /x\n`, ['download 4']],
  ['FROM a\nRUN --network=host true\nRUN --network=none true\n', ['privilege 2']],
  ['FROM a\nRUN --security=insecure true\nRUN --security=sandbox true\n', ['privilege 2']],
])('what it asks of the builder beside sandboxed steps: %j', (text, expected) => {
  expect(asked(text)).toEqual(expected);
});

it('knows an address that comes by a build argument', () => {
  expect(asked('FROM a\nARG URL\nADD $URL /x\n', { URL: 'https://example.com/' })).toEqual(['download 3']);
});
