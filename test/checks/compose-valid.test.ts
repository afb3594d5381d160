// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables are Compose's
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/checks/types.ts';
import { blamedLines, judgeDockerfile } from '../helpers/judge.ts';

const textOf = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
const solution = await textOf('solutions/07-pipeline/docker-compose.build.yml');
const material = await textOf('test/fixtures/material/docker-compose.build.yml');
const PATH = 'docker-compose.build.yml';
const ASKED = { target: 'production', image: '/myapp', args: ['BUILD_DATE', 'VCS_REF'] };

const judge = (text: string, args: object = ASKED): Promise<Verdict> =>
  judgeDockerfile('compose.valid', 'FROM scratch\n', { args, files: { [PATH]: text } });
const changed = (from: string, to: string) => {
  expect(solution).toContain(from);
  return judge(solution.replace(from, () => to));
};

describe('compose.valid', () => {
  it('takes the solution', async () => {
    expect(await judge(solution)).toMatchObject({ status: 'pass' });
  });

  it.each([
    ['format', 2, 'obsolete'],
    ['values', 11, 'never executed'],
    ['scanner', 16, 'latest is no version'],
  ])('says of the material what is out of date: %s', async (aspect, line, says) => {
    const verdict = await judge(material, { ...ASKED, aspects: [aspect] });
    expect(verdict).toMatchObject({ status: 'fail', actual: expect.stringContaining(says) });
    expect(verdict.evidence[0]?.file).toBe(PATH);
    expect(blamedLines(verdict)).toEqual([line]);
  });

  it('has nothing against the services of the material', async () => {
    expect((await judge(material, { ...ASKED, aspects: ['services'] })).status).toBe('pass');
  });

  it.each([
    ['      target: production\n', '', 'no target'],
    ['target: production', 'target: deps', 'target deps'],
    ['  scan:\n', '  look:\n', 'no service scan'],
    ['/myapp:${TAG:-latest}\n\n', '/other:${TAG:-latest}\n\n', 'is called'],
    ['${VCS_REF:?the commit, see build.sh}', '${VCS_REF:-unknown}', 'has a default'],
    ['${VCS_REF:?the commit, see build.sh}', '0123456', 'always 0123456'],
    ['        - VCS_REF=${VCS_REF:?the commit, see build.sh}\n', '', 'no build argument VCS_REF'],
    ['--exit-code 10 ', '', 'ends with 0 whatever'],
    ['--exit-code 10', '--exit-code 0', 'ends with 0 whatever'],
    ['HIGH,CRITICAL ${REGISTRY:-local}/myapp:', 'HIGH,CRITICAL local/myapp:', 'does not scan'],
    ['trivy:0.69.3', 'trivy:0.69.5', 'malicious'],
    ['trivy:0.69.3', 'trivy', 'no tag'],
  ])('%j -> %j: %s', async (from, to, says) => {
    expect(await changed(from, to)).toMatchObject({ status: 'fail', actual: expect.stringContaining(says) });
  });

  it.each([
    ['aquasec/trivy:0.69.3', 'aquasec/trivy:${TRIVY:-0.69.3}'],
    ['- VCS_REF=${VCS_REF:?the commit, see build.sh}', '- VCS_REF'],
    ['command: image', 'entrypoint: sh -c "echo $$(date)"\n    command: image'],
  ])('%j -> %j is as good', async (from, to) => {
    expect(await changed(from, to)).toMatchObject({ status: 'pass' });
  });

  it('takes arguments as a mapping, too', async () => {
    const text = solution.replace('- BUILD_DATE=', 'BUILD_DATE: ').replace('- VCS_REF=', 'VCS_REF: ');
    expect((await judge(text)).status).toBe('pass');
  });

  it.each([
    ['', 'no service build'],
    ['[1, 2]', 'line 1'],
    ['services: [a', 'line 1'],
    ['services: 3\n', 'no service build'],
    ['services: { build: 1, scan: 2 }\n', 'build builds nothing'],
  ])('says what is wrong with %j', async (text, says) => {
    const verdict = await judge(text);
    expect(verdict.status).toBe('fail');
    expect(`${verdict.actual}`).toMatch(new RegExp(text === '' ? '.' : says));
  });

  it('fails without the file', async () => {
    const verdict = await judgeDockerfile('compose.valid', 'FROM scratch\n');
    expect(verdict).toMatchObject({ status: 'fail', actual: expect.stringContaining(PATH) });
  });
});
