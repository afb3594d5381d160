// Writes docs/commands.md from the commands themselves: `npx tsx scripts/commands.ts`.
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { programOf } from '../src/commands/program.ts';

/** Stated once: every command that judges or shows takes them. */
const COMMON = ['--dir', '--engine', '--json', '--labs', '--no-color', '--help'];

/** The commands with their arguments and options as Markdown. */
export function commandsDocument(): string {
  const program = programOf({ code: 0 });
  const visible = program.createHelp().visibleCommands(program);
  const sample = visible.find((command) => command.name() === 'list');
  return [
    '# Commands',
    '',
    'Generated from `src/commands/program.ts` by `npx tsx scripts/commands.ts`.',
    '',
    ...visible.flatMap((command) => [command, ...command.commands].flatMap((one) => entry(one))),
    '## Options of most commands',
    '',
    ...(sample ? optionRows(sample, (long) => COMMON.includes(long)) : []),
    '',
  ].join('\n');
}

function entry(command: Command): string[] {
  if (command.commands.length > 0) return [];
  const above = command.parent?.parent ? `${command.parent.name()} ` : '';
  const rows = optionRows(command, (long) => !COMMON.includes(long));
  const { usage } = { usage: command.usage().replace('[options] ', '').replace('[options]', '') };
  return [
    `## docker-labs ${above}${command.name()} ${usage}`.trimEnd(),
    '',
    `${command.description()}.`,
    '',
    ...(rows.length > 0 ? [...rows, ''] : []),
  ];
}

function optionRows(command: Command, wanted: (long: string) => boolean): string[] {
  const options = command.createHelp().visibleOptions(command);
  return options
    .filter(({ long }) => wanted(long ?? ''))
    .map(({ flags, description, argChoices }) => {
      const choices = argChoices ? ` (${argChoices.join(', ')})` : '';
      return `- \`${flags}\`: ${description}${choices}`;
    });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(new URL('../docs/commands.md', import.meta.url), commandsDocument());
}
