import * as z from 'zod';
import { readYaml } from '../course/yaml.ts';
import { LearnerError } from '../errors.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import type { Evidence, SubjectFacts } from './types.ts';

type Path = readonly PropertyKey[];

/** A compose file as far as checks read it; `lineOf` tells where a value, or its nearest parent, stands. */
export interface ComposeFile {
  path: string;
  lines: string[];
  version: unknown;
  /** Service name -> what it says; whatever is no mapping is left out. */
  services: Record<string, Record<string, unknown>>;
  /** All texts in it, with where they stand. */
  texts: { path: Path; text: string }[];
  lineOf(path: Path): number;
}

const whole = z.record(z.string(), z.unknown());

/**
 * Reads a compose file of the lab's folder. What variables are filled in with is not known here: values stay as they
 * are written.
 *
 * @throws LearnerError `bad-file` (a failure) when it is not there, or is no YAML
 */
export async function readCompose(facts: SubjectFacts, path: string): Promise<ComposeFile> {
  const text = await facts.workspaceFile(path);
  if (text === undefined) throw new LearnerError('bad-file', `There is no ${path} here.`, `Write ${path}.`);
  const { value, problems, lineOf } = readYaml(text, whole);
  if (!value) {
    const [first] = problems;
    throw new LearnerError(
      'bad-file',
      `${path}, line ${first?.line ?? 1}: ${sanitiseLine(first?.message ?? 'it is no mapping')}`,
      'Compose files are YAML: mind indentation, and quotes around what begins with a special sign.',
    );
  }
  const services = Object.entries(mapping(value.services)).map(
    ([name, one]) => [name, mapping(one)] as const,
  );
  return {
    path,
    lines: text.split('\n'),
    version: value.version,
    services: Object.fromEntries(services),
    texts: textsIn(value, []),
    lineOf,
  };
}

/** A mapping, or an empty one for whatever is none. */
export function mapping(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function textsIn(value: unknown, path: Path): ComposeFile['texts'] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    textsIn(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

/** A line of the compose file to look at. */
export function inCompose(compose: ComposeFile, path: Path): Evidence {
  const line = compose.lineOf(path);
  return {
    source: 'file',
    file: compose.path,
    line,
    text: sanitiseLine(compose.lines[line - 1] ?? '', 160),
  };
}

/** Build arguments, whether as a list (`- NAME=value`, `- NAME`) or a mapping; a bare name has no value. */
export function buildArgs(build: Record<string, unknown>): Map<string, { value?: string; path: Path }> {
  const { args } = build;
  const found = new Map<string, { value?: string; path: Path }>();
  if (Array.isArray(args)) {
    for (const [index, one] of args.entries()) {
      const [name = '', ...rest] = String(one).split('=');
      found.set(name, { path: [index], ...(rest.length > 0 ? { value: rest.join('=') } : {}) });
    }
  } else {
    for (const [name, value] of Object.entries(mapping(args)))
      found.set(name, { path: [name], ...(value === null ? {} : { value: String(value) }) });
  }
  return found;
}

/** A service's command as words: a list as it is, a text split at blanks, which compose does with a shell's rules. */
export function commandWords(service: Record<string, unknown>): string[] {
  const { command } = service;
  if (Array.isArray(command)) return command.map(String);
  return typeof command === 'string' ? command.split(/\s+/).filter(Boolean) : [];
}
