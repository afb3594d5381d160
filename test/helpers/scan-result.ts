// What a scanner says of the starter of lab 5, with the lines of its Dockerfile.
import { readFileSync } from 'node:fs';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { originsOf } from '../../src/scan/origin.ts';
import { makeReport } from '../../src/scan/report.ts';
import type { Finding, Severity } from '../../src/scan/types.ts';
import type { ScanResult } from '../../src/session/scan-state.ts';

const layer = (digit: number) => `sha256:${String(digit).repeat(64)}`;

function finding(id: number, name: string, severity: Severity, from: number, fixed: string | null): Finding {
  return {
    id: `CVE-2026-${id}`,
    package: name,
    path: '',
    installed: '1.2.3',
    fixed,
    severity,
    url: '',
    layer: layer(from),
  };
}

const FINDINGS = [
  finding(1001, 'openssl', 'critical', 1, '1.2.4'),
  finding(1002, 'node', 'high', 2, null),
  finding(1003, 'busybox', 'high', 1, '1.2.5'),
  finding(1004, 'nanoid', 'high', 4, '5.1.13'),
  ...Array.from({ length: 12 }, (_, index) => finding(2000 + index, `library-${index}`, 'medium', 1, null)),
];

const report = makeReport({
  scanner: { name: 'trivy', version: '0.69.3', database: '2026-11-22T06:00:00Z' },
  image: {
    name: 'app:scan',
    id: layer(9),
    layers: [1, 2, 3, 4].map(layer),
    madeBy: [
      'ADD alpine.tar.gz / # buildkit',
      'RUN /bin/sh -c addgroup node # buildkit',
      'WORKDIR /app',
      'COPY /app/node_modules ./node_modules # buildkit',
    ],
  },
  recognised: true,
  endOfLife: true,
  findings: FINDINGS,
});
const file = new URL('../../labs/05-scan/starter/Dockerfile.scan', import.meta.url);
const dockerfile = parseDockerfile(readFileSync(file, 'utf8'), 'Dockerfile.scan');

export const SCAN_RESULT: ScanResult = { report, origins: originsOf(report, { dockerfile }) };
