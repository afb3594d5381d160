import { describe, expect, it } from 'vitest';
import type { BuildWarning } from '../../src/engine/types.ts';
import type { Efficiency } from '../../src/image/types.ts';
import { judgeChanged } from '../helpers/changed-facts.ts';

describe('buildkit.lint', () => {
  const warning = (rule: string, line?: number): BuildWarning => ({
    rule,
    message: `about ${rule}`,
    ...(line === undefined ? {} : { line, url: `https://docs.docker.com/go/${rule}` }),
  });
  const judge = (warnings: BuildWarning[], args = {}) =>
    judgeChanged('buildkit.lint', { facts: { warnings: async () => warnings } }, args);

  it('passes without a warning, or without one of the named rules', async () => {
    expect(await judge([])).toMatchObject({ status: 'pass' });
    expect(await judge([warning('FromAsCasing', 2)], { rules: ['StageNameCasing'] })).toMatchObject({
      status: 'pass',
    });
  });

  it('fails with each of them, at its line', async () => {
    const verdict = await judge([warning('FromAsCasing', 2), warning('WorkdirRelativePath')]);
    expect(verdict).toMatchObject({
      status: 'fail',
      actual: '2 warnings: FromAsCasing, WorkdirRelativePath',
      tryNext: 'Read https://docs.docker.com/go/FromAsCasing',
    });
    expect(verdict.evidence.map(({ line }) => line)).toEqual([2, undefined]);
  });
});

describe('layers.waste', () => {
  const judge = (efficiency: Efficiency, args = {}) =>
    judgeChanged('layers.waste', { facts: { layers: async () => ({ layers: [], efficiency }) } }, args);

  it('passes at the asked efficiency, and not a hair below', async () => {
    const wasted = (score: number) => judge({ score, wastedBytes: 5e6, wastedFiles: [] });
    expect(await wasted(0.95)).toMatchObject({ status: 'pass' });
    expect(await wasted(0.9499)).toMatchObject({ status: 'fail' });
    expect(
      await judge({ score: 0.96, wastedBytes: 5e6, wastedFiles: [] }, { efficiency: 0.99 }),
    ).toMatchObject({
      status: 'fail',
    });
  });

  it('names the largest files first, with their layers', async () => {
    const file = (path: string, bytes: number) => ({ path, bytes, layers: [1, 3] });
    const wastedFiles = [file('/app/small', 1e6), file('/app/large', 90e6)];
    const { evidence } = await judge({ score: 0.5, wastedBytes: 91e6, wastedFiles });
    expect(evidence.filter(({ source }) => source === 'image').map(({ path, text }) => [path, text])).toEqual(
      [
        ['/app/large', '90.0 MB in layers 2, 4'],
        ['/app/small', '1.0 MB in layers 2, 4'],
      ],
    );
  });
});
