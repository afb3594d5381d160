import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { cli } from '../helpers/cli.ts';

// The scripts are loaded by the shells that they are for, with the bundled program on PATH.
const bin = mkdtempSync(join(tmpdir(), 'docker-labs-bin-'));
symlinkSync(fileURLToPath(new URL('../../dist/cli.js', import.meta.url)), join(bin, 'docker-labs'));
afterAll(() => rmSync(bin, { recursive: true, force: true }));
const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, HOME: bin };
const shell = (name: string, script: string): string[] =>
  execFileSync(name, ['-c', script], { env, cwd: bin, encoding: 'utf8' }).split('\n').filter(Boolean);

/** Is the shell here? Where it is not, its test says so and is skipped. */
function has(name: string): boolean {
  const here = spawnSync(name, ['--version']).error === undefined;
  if (!here) console.log(`completion for ${name} is not tested: there is no ${name} on this machine`);
  return here;
}

const complete = async (...words: string[]) => (await cli(bin, ['complete', '--', ...words])).out.split('\n');

describe('what may come next', () => {
  it.each([
    [['ch'], ['check']],
    [['author', 'ch'], ['check']],
    [['check', 'bas'], expect.arrayContaining(['basic', 'basic/non-root'])],
    [['check', '--json', 'basic/non'], ['basic/non-root']],
    [['build', 'opt'], ['optimize']],
    [['hint', 'go/us'], ['go/user']],
    [
      ['list', '--engine', 'p'],
      ['podman', 'practice'],
    ],
    [['judge', '--ju'], ['--junit']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['help', 'exit'], ['exit-codes']],
    [['check', 'basic', ''], ['']],
    [['scan', '--from', ''], ['']],
  ])('after %j: %j', async (words, expected) => {
    expect(await complete(...words)).toEqual(expected);
  });
});

describe('in real shells', () => {
  it.runIf(has('bash'))('bash completes labs, steps and options', () => {
    const tab = (...words: string[]) =>
      shell(
        'bash',
        `eval "$(docker-labs completion bash)"
         COMP_WORDS=(docker-labs ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}
         _docker_labs docker-labs; printf '%s\\n' "\${COMPREPLY[@]}"; complete -p docker-labs`,
      );
    const known = 'complete -o default -F _docker_labs docker-labs';
    expect(tab('check', 'basic/non')).toEqual(['basic/non-root', known]);
    expect(tab('build', 'se')).toEqual(['secure', known]);
    expect(tab('scan', '--from', '')).toEqual([known]);
  });

  it.runIf(has('fish'))('fish completes labs, steps and options', () => {
    const tab = (line: string) =>
      shell('fish', `docker-labs completion fish | source; complete -C '${line}'`);
    expect(tab('docker-labs check basic/non')).toEqual(['basic/non-root']);
    expect(tab('docker-labs build se')).toEqual(['secure']);
    expect(tab('docker-labs completion ')).toEqual(['bash', 'fish', 'zsh']);
  });

  it.runIf(has('zsh'))('zsh completes labs, steps and options', () => {
    const tab = (...words: string[]) =>
      shell(
        'zsh',
        `compdef() { :; }; compadd() { print -l -- "\${(@P)2}"; }; _files() { print files; }
         eval "$(docker-labs completion zsh)"
         words=(docker-labs ${words.map((word) => `'${word}'`).join(' ')}); CURRENT=${words.length + 1}
         _docker_labs`,
      );
    expect(tab('check', 'basic/non')).toEqual(['basic/non-root']);
    expect(tab('build', 'se')).toEqual(['secure']);
    expect(tab('scan', '--from', '')).toEqual(['files']);
  });
});

describe('docker-labs help', () => {
  it('explains topics and commands, and names both', async () => {
    expect((await cli(bin, ['help', 'exit-codes'])).out).toContain('130  interrupted');
    expect((await cli(bin, ['help', 'judge'])).out).toContain('--junit');
    const all = await cli(bin, ['help']);
    expect(all.out).toMatch(/judge[\s\S]*Topics[\s\S]*workspace/);
    expect(all.out).not.toContain('complete [');
  });

  it('knows where it has nothing to say', async () => {
    const run = await cli(bin, ['help', 'frobnication']);
    expect(run.code).toBe(2);
    expect(run.err).toContain('There is no topic "frobnication"');
  });
});
