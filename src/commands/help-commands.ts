import { Argument, type Command } from 'commander';
import { EXIT, type ExitCode } from '../errors.ts';
import { TOPICS } from '../text/topics.ts';
import { SHELLS, type Shell } from './shells.ts';

/**
 * The commands about the program itself: `help`, `completion`, and `complete`, which the shells' scripts call.
 *
 * @param done is told the exit code
 */
export function addHelpCommands(program: Command, done: (code: ExitCode) => void): void {
  program.helpCommand(false);
  program
    .command('completion')
    .description('the script that completes commands, labs and steps in a shell')
    .exitOverride()
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .action(async (shell: Shell) => done((await import('./completion.ts')).completion(shell)));
  program
    .command('complete', { hidden: true })
    .exitOverride()
    .argument('[words...]')
    .action(async (words: string[]) => {
      const found = await (await import('./complete.ts')).candidates(program, words);
      process.stdout.write(found.map((word) => `${word}\n`).join(''));
      done(EXIT.ok);
    });
  const topics = Object.keys(TOPICS);
  program
    .command('help')
    .description(`a command, or a topic: ${topics.join(', ')}`)
    .exitOverride()
    .argument('[topic]')
    .action(async (topic?: string) => done((await import('./help-topic.ts')).helpTopic(program, topic)));
}
