import type * as z from 'zod';
import type { Dockerfile, Instruction } from '../dockerfile/types.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import type { CheckKind, Evidence, Judgement, SubjectFacts } from './types.ts';

/** Ties a kind's `judge` to its args schema; the registry holds kinds of all args side by side. */
export function defineKind<S extends z.ZodType>(
  kind: Omit<CheckKind<z.output<S>>, 'args'> & { args: S },
): CheckKind {
  return kind as unknown as CheckKind;
}

type Details = Omit<Judgement, 'status'>;

export const pass = (expected: string, actual: string, evidence: Evidence[] = []): Judgement => ({
  status: 'pass',
  expected,
  actual,
  evidence,
});
export const fail = (details: Details): Judgement => ({ status: 'fail', ...details });
export const warn = (details: Details): Judgement => ({ status: 'warn', ...details });

/** A line of the Dockerfile to look at: an instruction (its first line), or a line's number. */
export function at(dockerfile: Dockerfile, where: Instruction | number, text?: string): Evidence {
  const line = typeof where === 'number' ? where : where.line;
  const shown = typeof where === 'number' ? (dockerfile.lines[where - 1] ?? '') : where.text;
  return { source: 'dockerfile', file: dockerfile.file, line, text: sanitiseLine(text ?? shown, 160) };
}

/** The Dockerfile as a whole, where no line of it is to blame (something is missing). */
export function inFile(dockerfile: Dockerfile, text: string): Evidence {
  return { source: 'dockerfile', file: dockerfile.file, text: sanitiseLine(text) };
}

/** Something seen in the image: `path` is a config path (`Config.User`) or a file's path. */
export function inImage(facts: SubjectFacts, path: string, text: string): Evidence {
  return { source: 'image', image: imageName(facts), path: sanitiseLine(path), text: sanitiseLine(text) };
}

/** The image's name for people and commands. */
export function imageName(facts: SubjectFacts): string {
  return facts.subject.tag ?? facts.subject.name;
}

/** The instruction that sets a field of the config. */
const INSTRUCTIONS: Record<string, string> = {
  User: 'USER',
  Env: 'ENV',
  Cmd: 'CMD',
  Entrypoint: 'ENTRYPOINT',
  Healthcheck: 'HEALTHCHECK',
  Labels: 'LABEL',
  ExposedPorts: 'EXPOSE',
};

/** `docker inspect` of one field of the image's config; without an image, the lines that set it. */
export function inspectField(facts: SubjectFacts, field: keyof typeof INSTRUCTIONS): string {
  const { tag, dockerfile } = facts.subject;
  if (tag === undefined && dockerfile !== undefined) {
    return `grep -in '^FROM\\|^${INSTRUCTIONS[field] ?? field}' ${dockerfile}`;
  }
  return `docker inspect -f '{{json .Config.${field}}}' ${imageName(facts)}`;
}

/** The build command of the subject, as the learner would type it. */
export function buildCommand(facts: SubjectFacts): string {
  const { dockerfile, target, buildArgs = {}, tag } = facts.subject;
  return [
    'docker build',
    ...(dockerfile && dockerfile !== 'Dockerfile' ? [`-f ${dockerfile}`] : []),
    ...(target ? [`--target ${target}`] : []),
    ...Object.entries(buildArgs).map(([key, value]) => `--build-arg ${key}=${value}`),
    ...(tag ? [`-t ${tag}`] : []),
    '.',
  ].join(' ');
}
