import type { Command, Option } from 'commander';
import { loadCourse } from '../course/load.ts';
import type { Course } from '../course/types.ts';
import { TOPICS } from '../text/topics.ts';
import { COMMANDS } from './author/known-commands.ts';

/**
 * What may stand where the cursor is: commands, options and their choices, labs and steps, help topics.
 *
 * @param program the commands as commander knows them
 * @param words what is typed behind the program's name; the last one is completed, and may be empty
 * @returns whole words; empty where files are meant, or nothing fits
 */
export async function candidates(program: Command, words: string[]): Promise<string[]> {
  const typed = words.at(-1) ?? '';
  const found = await possible(program, words.slice(0, -1), typed);
  return found.filter((word) => word.startsWith(typed));
}

async function possible(program: Command, before: string[], typed: string): Promise<string[]> {
  const command = before.reduce((at, word) => at.commands.find((one) => one.name() === word) ?? at, program);
  const asked = command.options.find((option) => isNamed(option, before.at(-1)));
  // A value that no list knows is a file or free text.
  if (asked && (asked.required || asked.optional)) return asked.argChoices ?? [];
  const visible = command.createHelp();
  if (typed.startsWith('-'))
    return visible.visibleOptions(command).flatMap(({ short, long }) => [long ?? short ?? '']);
  if (command.commands.length > 0) return visible.visibleCommands(command).map((one) => one.name());
  if (command.name() === 'help')
    return [...program.commands.map((one) => one.name()), ...Object.keys(TOPICS)];
  const operand = command.registeredArguments[operandsIn(command, before)];
  if (operand?.argChoices) return operand.argChoices;
  const takes = COMMANDS[command.name()];
  if (!operand || !takes) return [];
  return targets(await courseOf(before), takes, typed);
}

const isNamed = ({ short, long }: Option, word: string | undefined): boolean =>
  word !== undefined && (word === short || word === long);

/** How many operands stand behind the command's name already. */
function operandsIn(command: Command, before: string[]): number {
  const behind = before.slice(before.indexOf(command.name()) + 1);
  return behind.filter((word, index) => {
    const option = command.options.find((one) => isNamed(one, behind[index - 1]));
    return !word.startsWith('-') && !(option && (option.required || option.optional));
  }).length;
}

/** Labs; steps, too, once a lab is named or none but steps will do. */
function targets(course: Course, takes: 'lab' | 'target', typed: string): string[] {
  const labs = course.labs.map((lab) => lab.id);
  if (takes === 'lab') return labs;
  const steps = course.labs.flatMap((lab) => lab.steps.map((step) => `${lab.id}/${step.id}`));
  return typed.includes('/') ? steps : [...labs, ...steps];
}

function courseOf(before: string[]): Promise<Course> {
  const at = before.lastIndexOf('--labs');
  const dir = at < 0 ? undefined : before[at + 1];
  return dir === undefined ? loadCourse() : loadCourse(dir);
}
