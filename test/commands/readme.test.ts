import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli } from '../helpers/cli.ts';

// Every command line that the README shows, as it stands there, in the order in which it stands there: in the workspace
// of a learner who has begun, without an engine.
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
// `author check` takes minutes: `npm run check` has it as `npm run labs`.
const shown = [...readme.matchAll(/`docker-labs ([^`]+)`/g)]
  .map(([, line = '']) => line)
  .filter((line) => line !== 'author check');

/** What stands for the capital words. Without an engine there are no images: a Dockerfile is judged. */
const WORDS: Record<string, string> = {
  'inspect IMAGE [OTHER]': 'inspect app:1',
  'scan IMAGE': 'scan app:1',
  'judge [IMAGE] [-f Dockerfile]': 'judge -f docker-labs/01-basic/Dockerfile.basic',
  export: 'export --name Ada --id 1815 -o submissions/ada.json',
  'grade FILES': 'grade submissions/ada.json',
  'help TOPIC': 'help exit-codes',
};

/** The code that the README's exit codes promise: the starter fails its checks, and what needs an engine has none. */
const ENDS: Record<string, number> = {
  'check basic': 1,
  'build basic': 1,
  'inspect IMAGE [OTHER]': 3,
  'scan IMAGE': 3,
  'judge [IMAGE] [-f Dockerfile]': 1,
  doctor: 3,
  clean: 3,
};

describe('the commands of the README', () => {
  let dir: string;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'docker-labs-readme-'));
    await cli(dir, ['start']);
    mkdirSync(join(dir, 'submissions'));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('are shown', () => {
    expect(shown.length).toBeGreaterThan(15);
    for (const line of [...Object.keys(WORDS), ...Object.keys(ENDS)]) expect(shown).toContain(line);
  });

  it.each([...new Set(shown)])('docker-labs %s', async (line) => {
    const run = await cli(dir, (WORDS[line] ?? line).split(' '));
    expect(run.code, run.out + run.err).toBe(ENDS[line] ?? 0);
    expect((run.out + run.err).trim()).not.toBe('');
  });
});
