import * as z from 'zod';
import { defineKind, imageName, pass, warn } from './kind.ts';
import { saidScan } from './scan-found.ts';
import type { Evidence } from './types.ts';

/** Grype refuses a database that is older; Trivy renews its own every few hours. Days. */
const STALE = 5;

export const scanRan = defineKind({
  id: 'scan.ran',
  title: 'a scanner has looked at exactly this image',
  args: z.strictObject({}),
  needs: ['scan'],
  why: 'A report is about one image and one day: the image of yesterday had other packages, and the database of yesterday knew less.',
  async judge(facts, _args, round) {
    const report = await saidScan(facts);
    const { name, version, database } = report.scanner;
    const id = report.image.id?.slice(0, 19) ?? '';
    const expected = `a report about ${imageName(facts)} as it is now`;
    const scanner = [name, version].filter(Boolean).join(' ');
    const days =
      database === null
        ? undefined
        : Math.floor((Date.parse(round.today) - Date.parse(database)) / 86_400_000);
    const age = database === null ? 'database of unknown age' : `database of ${database.slice(0, 10)}`;
    const actual = `${scanner} on ${id}, ${age}, ${report.findings.length} findings`;
    const evidence: Evidence[] = [
      { source: 'scan', image: imageName(facts), path: 'Id', text: report.image.id ?? '' },
      ...(report.endOfLife
        ? [
            {
              source: 'scan' as const,
              image: imageName(facts),
              text: 'the distribution gets no fixes any more',
            },
          ]
        : []),
    ];
    const seeIt = `docker-labs scan ${imageName(facts)}`;
    if (days === undefined || days <= STALE) return { ...pass(expected, actual, evidence), seeIt };
    return warn({
      expected,
      actual: `${actual}: ${days} days old`,
      evidence,
      tryNext: 'Scan once with a network: that renews the database.',
      seeIt,
    });
  },
});
