import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checksDocument } from '../../scripts/checks.ts';
import { allKinds } from '../../src/checks/registry.ts';
import { judgeDockerfile } from '../helpers/judge.ts';

// Where hadolint and BuildKit's lint mean the same, our verdicts are theirs: for each of their rules a Dockerfile that it
// complains of and one that it does not. By their documentation: https://github.com/hadolint/hadolint/wiki and
// https://docs.docker.com/reference/build-checks/
const label = (pair: string) => `FROM node:24\nLABEL org.opencontainers.image.${pair}\n`;
const RULES: { check: string; rules: string[]; complains: string; content: string; args?: unknown }[] = [
  {
    check: 'parse',
    rules: ['DL1000'],
    complains: 'FROM node:24\nRUNN make\n',
    content: 'FROM node:24\nRUN make\n',
  },
  {
    check: 'parse',
    rules: ['DL3061'],
    complains: 'LABEL a=b\nFROM node:24\n',
    content: 'ARG V=24\nFROM node:$V\n',
  },
  {
    check: 'parse',
    rules: ['DL3043'],
    complains: 'FROM node:24\nONBUILD MAINTAINER me\n',
    content: 'FROM node:24\nONBUILD USER node\n',
  },
  {
    check: 'stages.names',
    rules: ['DL3024', 'DuplicateStageName'],
    complains: 'FROM node:24 AS build\nFROM nginx:1.29 AS build\n',
    content: 'FROM node:24 AS build\nFROM nginx:1.29 AS serve\n',
  },
  {
    check: 'copy.from',
    rules: ['DL3022'],
    complains: 'FROM node:24\nCOPY --from=build /a /a\nFROM node:24 AS build\n',
    content: 'FROM node:24 AS build\nFROM node:24\nCOPY --from=build /a /a\n',
  },
  {
    check: 'copy.from',
    rules: ['DL3023'],
    complains: 'FROM node:24 AS me\nCOPY --from=me /a /b\n',
    content: 'FROM node:24 AS other\nFROM node:24 AS me\nCOPY --from=other /a /b\n',
  },
  { check: 'base.pinned', rules: ['DL3006'], complains: 'FROM node\n', content: 'FROM node:24\n' },
  {
    check: 'base.pinned',
    rules: ['DL3007'],
    complains: 'FROM node:latest\n',
    content: 'FROM node:24-slim\n',
  },
  {
    check: 'user.nonroot',
    rules: ['DL3002'],
    complains: 'FROM node:24\nUSER node\nUSER root\n',
    content: 'FROM node:24\nUSER root\nRUN make\nUSER node\n',
  },
  {
    check: 'secret.env',
    rules: ['SecretsUsedInArgOrEnv'],
    complains: 'FROM node:24\nARG AWS_SECRET_ACCESS_KEY\n',
    content: 'FROM node:24\nARG PUBLIC_KEY\nENV TOKEN_FILE=/run/secrets/token KEY_VERSION=2 MONKEY=1\n',
  },
  {
    check: 'health.present',
    rules: ['DL3057'],
    complains: 'FROM node:24\nCMD ["node"]\n',
    content: 'FROM node:24\nHEALTHCHECK CMD ["/probe"]\n',
  },
  {
    check: 'cmd.exec',
    rules: ['DL3025', 'JSONArgsRecommended'],
    complains: 'FROM node:24\nENTRYPOINT my-program start\n',
    content: 'FROM node:24\nENTRYPOINT ["my-program", "start"]\n',
  },
  {
    check: 'labels.oci',
    rules: ['DL3048'],
    complains: 'FROM node:24\nLABEL +?not..valid--key="x"\n',
    content: 'FROM node:24\nLABEL com.example.key="x"\n',
  },
  {
    check: 'labels.oci',
    rules: ['DL3049'],
    complains: 'FROM node:24\n',
    content: label('title="a program"'),
    args: { labels: ['title'] },
  },
  {
    check: 'labels.oci',
    rules: ['DL3051'],
    complains: label('title=""'),
    content: label('title="a program"'),
  },
  {
    check: 'labels.oci',
    rules: ['DL3052'],
    complains: label('url="not-a-url"'),
    content: label('url="https://example.org/a"'),
  },
  {
    check: 'labels.oci',
    rules: ['DL3053'],
    complains: label('created="2021-03-19 11:00"'),
    content: label('created="2021-03-19T11:00:00Z"'),
  },
  {
    check: 'labels.oci',
    rules: ['DL3054'],
    complains: label('licenses="not a licence"'),
    content: label('licenses="GPL-3.0-or-later"'),
  },
  {
    check: 'labels.oci',
    rules: ['DL3055'],
    complains: label('revision="not a hash"'),
    content: label('revision="3b5c6d7e8f90"'),
  },
  {
    check: 'labels.oci',
    rules: ['DL3056'],
    complains: label('version="1.2.3.4"'),
    content: label('version="1.2.3-rc.1"'),
  },
];
/** Judged on an image alone; the cases are in the tests of those checks. */
const NEEDS_IMAGE = ['pip.clean', 'buildkit.lint'];

describe('a rule that hadolint or BuildKit has, too', () => {
  it.each(RULES.map((one) => [one.rules.join(', '), one.check, one] as const))(
    '%s: %s says the same',
    async (_, check, { complains, content, args }) => {
      const given = args === undefined ? {} : { args };
      expect(await judgeDockerfile(check, complains, given)).toMatchObject({ status: 'fail' });
      expect(await judgeDockerfile(check, content, given)).toMatchObject({ status: 'pass' });
    },
  );

  it('is held against it here, whichever check names one', () => {
    const named = allKinds()
      .filter(({ id }) => !NEEDS_IMAGE.includes(id))
      .flatMap(({ id, sameAs }) =>
        [...(sameAs?.hadolint ?? []), ...(sameAs?.buildkit ?? [])].map((rule) => `${id} ${rule}`),
      );
    expect(RULES.flatMap(({ check, rules }) => rules.map((rule) => `${check} ${rule}`)).sort()).toEqual(
      named.sort(),
    );
  });
});

describe('where we differ on purpose', () => {
  it.each([
    ['user.nonroot', 'without a USER the base decides, and is root', 'FROM node:24\n', 'fail'],
    ['base.pinned', 'a base in an ARG is looked up', 'ARG BASE=node\nFROM $BASE\n', 'fail'],
    ['base.pinned', 'a port is no tag', 'FROM localhost:5000/node\n', 'fail'],
    ['copy.from', 'an image from outside', 'FROM node:24\nCOPY --from=busybox /bin/wget /bin/\n', 'pass'],
    ['health.present', 'NONE is none', 'FROM node:24\nHEALTHCHECK NONE\n', 'fail'],
    ['cmd.exec', 'also behind a SHELL', 'FROM node:24\nSHELL ["/bin/bash", "-c"]\nCMD npm start\n', 'fail'],
    ['cmd.exec', 'not one that is replaced', 'FROM node:24\nCMD npm start\nCMD ["node"]\n', 'pass'],
    ['labels.oci', 'any revision', label('revision="v1.2.3+5"'), 'pass'],
  ])('%s: %s', async (check, _, text, status) => {
    expect(await judgeDockerfile(check, text)).toMatchObject({ status });
  });
});

it('docs/checks.md says what the checks say of themselves (npx tsx scripts/checks.ts)', () => {
  expect(readFileSync(new URL('../../docs/checks.md', import.meta.url), 'utf8')).toBe(checksDocument());
});
