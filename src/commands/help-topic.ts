import type { Command } from 'commander';
import { EXIT, type ExitCode, LearnerError } from '../errors.ts';
import { TOPICS } from '../text/topics.ts';
import { print } from './print.ts';

/**
 * `help [TOPIC]`: a topic, a command's own help, or both lists.
 *
 * @throws LearnerError `usage` when there is neither topic nor command of that name
 */
export function helpTopic(program: Command, name: string | undefined): ExitCode {
  const topic = name === undefined ? undefined : TOPICS[name];
  const command = program.commands.find((one) => one.name() === name);
  if (topic) print([`${name}: ${topic?.title}`, '', topic?.text ?? '']);
  else if (command) print(command.helpInformation().trimEnd());
  else if (name === undefined) print([program.helpInformation(), ...topicLines()]);
  else
    throw new LearnerError(
      'usage',
      `There is no topic "${name}".`,
      `Topics: ${Object.keys(TOPICS).join(', ')}; or the name of a command.`,
    );
  return EXIT.ok;
}

function topicLines(): string[] {
  return [
    'Topics (docker-labs help TOPIC):',
    ...Object.entries(TOPICS).map(([id, { title }]) => `  ${id.padEnd(12)} ${title}`),
  ];
}
