import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { originsOf } from '../../src/scan/origin.ts';
import { makeReport } from '../../src/scan/report.ts';
import { chartRows } from '../../src/scan/summary.ts';
import type { Finding, ScanReport, Severity } from '../../src/scan/types.ts';

const layer = (digit: number) => `sha256:${String(digit).repeat(64)}`;
const DOCKERFILE = parseDockerfile(
  [
    'FROM node:24-alpine AS deps',
    'COPY package.json ./',
    'RUN npm ci',
    '',
    'FROM node:18-alpine AS base',
    'RUN apk add curl',
    '',
    'FROM base AS production',
    'WORKDIR /app',
    'COPY --from=deps /app/node_modules ./node_modules',
    'USER node',
    'COPY src ./src',
  ].join('\n'),
  'Dockerfile.scan',
);
/** As an engine keeps it: two layers of the base, then the lines that make one. */
const MADE_BY = [
  'ADD alpine-minirootfs.tar.gz / # buildkit',
  'RUN /bin/sh -c addgroup -g 1000 node # buildkit',
  'RUN /bin/sh -c apk add curl # buildkit',
  'WORKDIR /app',
  'COPY /app/node_modules ./node_modules # buildkit',
  'COPY src ./src # buildkit',
];

function finding(
  name: string,
  severity: Severity,
  digit: number | undefined,
  fixed: string | null = '2',
): Finding {
  return {
    id: `CVE-${name}`,
    package: name,
    path: '',
    installed: '1',
    fixed,
    severity,
    url: '',
    ...(digit === undefined ? {} : { layer: layer(digit) }),
  };
}

function reportOf(findings: Finding[], madeBy: string[] = MADE_BY): ScanReport {
  const layers = MADE_BY.map((_, index) => layer(index + 1));
  return makeReport({
    scanner: { name: 'trivy' },
    image: { name: 'app', layers, madeBy },
    recognised: true,
    findings,
  });
}

describe('what brings findings', () => {
  it('is the FROM of the base for all its layers, and each line of the own stages', () => {
    const report = reportOf([
      finding('musl', 'medium', 1),
      finding('node', 'high', 2, null),
      finding('curl', 'low', 3),
      finding('nanoid', 'critical', 5),
      finding('minimist', 'high', 5, null),
    ]);
    const found = originsOf(report, { dockerfile: DOCKERFILE });
    expect(found.map(({ line, packages, fixable }) => [line?.line, packages, fixable])).toEqual([
      [10, ['nanoid', 'minimist'], 1],
      [5, ['node', 'musl'], 1],
      [6, ['curl'], 1],
    ]);
    expect(found[1]).toMatchObject({
      layer: 1,
      madeBy: 'FROM node:18-alpine AS base',
      line: { file: 'Dockerfile.scan' },
      counts: { high: 1, medium: 1 },
    });
  });

  it('is the stage’s own where a target is judged', () => {
    const [found] = originsOf(reportOf([finding('musl', 'high', 1)]), {
      dockerfile: DOCKERFILE,
      target: 'deps',
    });
    expect(found?.line?.line).toBe(1);
  });

  it('is the layer, and what made it, where no Dockerfile is at hand', () => {
    const found = originsOf(reportOf([finding('nanoid', 'high', 5), finding('musl', 'high', 1)]));
    expect(found.map(({ layer: number, madeBy, line }) => [number, madeBy, line])).toEqual([
      [1, 'ADD alpine-minirootfs.tar.gz /', undefined],
      [5, 'COPY /app/node_modules ./node_modules', undefined],
    ]);
  });

  it('stays open where the report tells no layer, or one that the image does not have', () => {
    const found = originsOf(reportOf([finding('a', 'high', undefined), finding('b', 'low', 9)]), {
      dockerfile: DOCKERFILE,
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ layer: undefined, packages: ['a', 'b'] });
  });

  it('is a layer alone where the report does not tell what made it', () => {
    const [found] = originsOf(reportOf([finding('a', 'high', 2)], []), { dockerfile: DOCKERFILE });
    expect(found?.layer).toBe(2);
    expect(found?.line).toBeUndefined();
  });
});

describe('the chart of severities', () => {
  const rows = (findings: Finding[], width: number) => chartRows(reportOf(findings), width);

  it('has one scale, and shows what can be fixed apart from what cannot', () => {
    const many = Array.from({ length: 8 }, (_, index) =>
      finding(`p${index}`, 'high', 1, index < 2 ? '2' : null),
    );
    const found = rows(
      [...many, finding('x', 'critical', 1), ...['a', 'b'].map((n) => finding(n, 'low', 1, null))],
      40,
    );
    expect(
      found.map(({ severity, count, fixable, solid, open }) => [severity, count, fixable, solid, open]),
    ).toEqual([
      ['critical', 1, 1, 5, 0],
      ['high', 8, 2, 10, 30],
      ['medium', 0, 0, 0, 0],
      ['low', 2, 0, 0, 10],
      ['unknown', 0, 0, 0, 0],
    ]);
  });

  it('hides nothing that is there, however little it is', () => {
    const many = Array.from({ length: 1000 }, (_, index) =>
      finding(`p${index}`, 'medium', 1, index < 1 ? '2' : null),
    );
    const found = rows([...many, finding('x', 'critical', 1)], 20);
    expect(found[0]).toMatchObject({ severity: 'critical', solid: 1, open: 0 });
    expect(found[2]).toMatchObject({ severity: 'medium', solid: 1, open: 19 });
  });
});
