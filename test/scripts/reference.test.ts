import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { commandsDocument } from '../../scripts/commands.ts';
import { programOf } from '../../src/commands/program.ts';

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');

describe('the reference of commands', () => {
  it('is what the commands say (npx tsx scripts/commands.ts)', () => {
    expect(read('docs/commands.md')).toBe(commandsDocument());
  });
});

describe('README', () => {
  it('names commands, options and npm scripts that there are, and no others', () => {
    const program = programOf({ code: 0 });
    const wrong = [...read('README.md').matchAll(/`docker-labs ([^`]+)`/g)].flatMap(([whole, text = '']) => {
      const [name = '', ...rest] = text.split(' ');
      const command = program.commands.find((one) => one.name() === name);
      const options = rest.filter((word) => word.startsWith('-')).map((word) => word.replace(/[\]=].*/, ''));
      const unknown = options.filter(
        (option) => !command?.options.some(({ short, long }) => option === short || option === long),
      );
      return command && unknown.length === 0 ? [] : [whole];
    });
    expect(wrong).toEqual([]);
    const { scripts } = JSON.parse(read('package.json'));
    const asked = [...read('README.md').matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
    expect(asked.filter((name) => !(name in scripts))).toEqual([]);
  });
});
