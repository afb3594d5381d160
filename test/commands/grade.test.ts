import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, cliJson } from '../helpers/cli.ts';
import { sealed } from '../helpers/exports.ts';
import { realCourse } from '../helpers/session.ts';

let dir: string;
const put = (name: string, content: string | Buffer) => writeFileSync(join(dir, 'class', name), content);

/** What is wrong with each, by name. */
const BAD: Record<string, RegExp> = {
  'empty.json': /^The file is empty\.$/,
  'truncated.json': /^The file is no JSON: /,
  'huge.json': /^The file is larger than an export can be\.$/,
  'deep.json': /^It is JSON, but no export of docker-labs\.$|^It is nested too deeply\.$/,
  'deep-inside.json': /^It is no whole export: |^It is nested too deeply\.$/,
  'proto.json': /^It is JSON, but no export of docker-labs\.$/,
  'proto-inside.json': /^It is no whole export: document: /,
  'twice.json': /^The key "name" stands twice in one object\.$/,
  'utf16.json': /^The file is not UTF-8 text\.$/,
  'latin1.json': /^The file is not UTF-8 text\.$/,
  'later-format.json': /^It has format 2; this docker-labs knows 1\. Update docker-labs\.$/,
  'package.json': /^It is JSON, but no export of docker-labs\.$/,
  'more/list.json': /^It is JSON, but no export of docker-labs\.$/,
};

beforeAll(async () => {
  const course = await realCourse();
  dir = mkdtempSync(join(tmpdir(), 'docker-labs-grade-cli-'));
  mkdirSync(join(dir, 'class', 'more'), { recursive: true });
  const text = await sealed(course, { name: 'José', id: 's1' });
  const nested = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  put('jose.json', text);
  put(
    'more/jose-later.json',
    await sealed(course, { name: 'José', id: 's1', exportedAt: '2026-11-25T10:00:00.000Z' }),
  );
  put('zoe.json', await sealed(course, { name: 'Zoë', id: 's2', rounds: [{ 'two-stages': 'fail' }] }));
  put('empty.json', '');
  put('truncated.json', text.slice(0, 3000));
  put('huge.json', '');
  truncateSync(join(dir, 'class', 'huge.json'), 1e9);
  put('deep.json', nested);
  put('deep-inside.json', text.replace('"text":"', `"x":${nested},"text":"`));
  put('proto.json', '{"__proto__":{"document":{}}}');
  put('proto-inside.json', text.replace('{"document":{', '{"document":{"__proto__":{"learner":1},'));
  put('twice.json', text.replace('"learner":{', '"learner":{"name":"Eve",'));
  put('utf16.json', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]));
  put('latin1.json', Buffer.from(text, 'latin1'));
  put('later-format.json', text.replace('"formatVersion":1,"signature"', '"formatVersion":2,"signature"'));
  put('package.json', '{"name":"app","version":"1.0.0"}');
  put('more/list.json', '[1,2,3]');
  put('notes.txt', 'not an export');
  put('Dockerfile', 'FROM scratch\n');
}, 120_000);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('docker-labs grade on a folder full of other things', () => {
  it('gives each file that is no export one line that says why, and grades the rest', async () => {
    const { code, out, err } = await cli(dir, ['grade', 'class', '--csv', 'all.csv', '--html', 'all.html']);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    const lines = out.split('\n');
    for (const [name, why] of Object.entries(BAD)) {
      const about = lines.filter((line) => line.startsWith(`${join('class', name)}: `));
      expect(about, name).toHaveLength(1);
      expect(about[0]?.slice(join('class', name).length + 2)).toMatch(why);
    }
    expect(lines[0]).toBe('16 exports: 3 intact, 13 unreadable; 2 other files left alone');
    expect(lines.filter((line) => /^(José \(s1\)|Zoë \(s2\))/.test(line))).toHaveLength(3);
    expect(lines.filter((line) => line.includes('a newer export counts: '))).toEqual([
      `${join('class', 'jose.json')}: a newer export counts: ${join('class', 'more', 'jose-later.json')}`,
    ]);
    // A line a file, and the header.
    expect(readFileSync(join(dir, 'all.csv'), 'utf8').trimEnd().split('\r\n')).toHaveLength(17);
    expect(readFileSync(join(dir, 'all.html'), 'utf8').match(/<article class="learner"/g)).toHaveLength(16);
  });

  it('says the same in JSON, in which the newer of two exports of one learner counts', async () => {
    const { code, json } = await cliJson(dir, ['grade', 'class']);
    expect(code).toBe(1);
    expect(json).toMatchObject({ summary: { files: 16, otherFiles: 2, intact: 3, unreadable: 13 } });
    const of = (name: string) =>
      (json as { learners?: { file: string }[] }).learners?.find(({ file }) => file === join('class', name));
    expect(of('jose.json')).toMatchObject({ superseded: true });
    expect(of('more/jose-later.json')).toMatchObject({ superseded: false, learner: { id: 's1' }, score: 1 });
    expect(of('zoe.json')).toMatchObject({ integrity: 'intact', score: 0 });
  });

  it('waits for nobody who never writes: a pipe is no file', async () => {
    await execa('mkfifo', [join(dir, 'pipe.json')]);
    const { code, out } = await cli(dir, ['grade', 'pipe.json', join('class', 'zoe.json')]);
    expect(code).toBe(1);
    expect(out).toContain('pipe.json: It is no file.');
    expect(out).toContain('Zoë (s2)');
  });
});
