import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import type { Instruction, Stage } from '../../src/dockerfile/types.ts';

/** A solution with one fault put in. */
export interface Mutant {
  /** Stable: operator, line of the solution, and what was changed. */
  id: string;
  text: string;
}

/** What a mutation sees: the file's lines, and one instruction with its stage and neighbour. */
interface Spot {
  lines: string[];
  instruction: Instruction;
  next: Instruction | undefined;
  stage: Stage;
  last: boolean;
}

type Operator = (spot: Spot) => { what: string; text: string }[];

const cut = (lines: string[], { line, endLine }: Instruction, put: string[] = []): string =>
  [...lines.slice(0, line - 1), ...put, ...lines.slice(endLine)].join('\n');
const source = (lines: string[], { line, endLine }: Instruction): string[] => lines.slice(line - 1, endLine);
const change = (spot: Spot, what: string, edit: (text: string) => string) => {
  const before = source(spot.lines, spot.instruction).join('\n');
  const after = edit(before);
  return after === before ? [] : [{ what, text: cut(spot.lines, spot.instruction, [after]) }];
};

/** Read at the end of a stage, wherever they stand in it. */
const METADATA = new Set(['CMD', 'ENTRYPOINT', 'EXPOSE', 'HEALTHCHECK', 'LABEL', 'STOPSIGNAL']);

/** Two neighbours of which either order gives the same image: exchanging them is no fault. */
function commute(one: Instruction, other: Instruction): boolean {
  if (one.keyword === other.keyword) return true;
  if (METADATA.has(one.keyword) || METADATA.has(other.keyword)) return true;
  // COPY minds neither the user (files are root's) nor a variable that it does not name.
  const [copy, rest] = one.keyword === 'COPY' ? [one, other] : [other, one];
  if (copy.keyword !== 'COPY')
    return [one, other].every(({ keyword }) => /^(ENV|USER|WORKDIR)$/.test(keyword));
  return rest.keyword === 'USER' || (rest.keyword === 'ENV' && !copy.text.includes('$'));
}

/** The faults that learners make, one operator each. */
const OPERATORS: Record<string, Operator> = {
  drop: ({ lines, instruction }) =>
    instruction.keyword === 'FROM' ? [] : [{ what: instruction.keyword, text: cut(lines, instruction) }],
  swap: ({ lines, instruction, next }) =>
    next === undefined || instruction.keyword === 'FROM' || commute(instruction, next)
      ? []
      : [
          {
            what: `${instruction.keyword} and ${next.keyword}`,
            text: [
              ...lines.slice(0, instruction.line - 1),
              ...source(lines, next),
              ...lines.slice(instruction.endLine, next.line - 1),
              ...source(lines, instruction),
              ...lines.slice(next.endLine),
            ].join('\n'),
          },
        ],
  root: (spot) => (spot.instruction.keyword === 'USER' ? change(spot, 'USER 0', () => 'USER 0') : []),
  unpin: (spot) =>
    spot.instruction.keyword === 'FROM'
      ? change(spot, 'latest', (text) => text.replace(/(FROM \w+):\S+/, '$1:latest'))
      : [],
  unflag: (spot) =>
    spot.instruction.flags.flatMap((flag) =>
      change(spot, `--${flag.name}`, (text) =>
        text.replace(new RegExp(`--${flag.name}(?:=\\S+)?\\s*(?:\\\\\\n\\s*)?`), ''),
      ),
    ),
  unoption: (spot) =>
    spot.instruction.keyword === 'RUN'
      ? [
          '--omit=dev',
          '--no-cache-dir',
          '--no-install-recommends',
          'CGO_ENABLED=0 ',
          ' -ldflags="-w -s"',
          ' -u 1001',
          ' -u 1000',
        ].flatMap((option) => change(spot, option.trim(), (text) => text.replace(option, '')))
      : [],
  everything: (spot) =>
    spot.instruction.keyword === 'COPY'
      ? change(spot, 'all of it', (text) =>
          text.includes('--from=') ? text.replace(/(COPY\s+--from=\S+\s+)\S+\s+\S+/, '$1/ /') : 'COPY . .',
        )
      : [],
  secret: ({ lines, instruction, last }) =>
    last && instruction.keyword === 'FROM'
      ? [
          {
            what: 'ENV',
            text: cut(lines, instruction, [
              ...source(lines, instruction),
              'ENV API_TOKEN=hunter2-but-longer',
            ]),
          },
        ]
      : [],
  shell: (spot) =>
    (spot.instruction.keyword === 'CMD' || spot.instruction.keyword === 'ENTRYPOINT') && spot.instruction.exec
      ? change(spot, 'form', () => `${spot.instruction.keyword} ${spot.instruction.args.join(' ')}`)
      : [],
  bigbase: (spot) =>
    spot.last && spot.instruction.keyword === 'FROM'
      ? change(spot, 'full', (text) =>
          text.replace(
            /FROM \S+/,
            /golang|scratch/.test(spot.lines.join('\n'))
              ? 'FROM golang:1.26-alpine'
              : /python/.test(text)
                ? 'FROM python:3.13'
                : 'FROM node:24',
          ),
        )
      : [],
};

/**
 * All mutants of a Dockerfile, in a stable order; those that are the same text only once.
 *
 * @param text the solution's Dockerfile
 */
export function mutantsOf(text: string): Mutant[] {
  const dockerfile = parseDockerfile(text, 'Dockerfile');
  const seen = new Set([text]);
  const mutants: Mutant[] = [];
  for (const [index, stage] of dockerfile.stages.entries()) {
    const instructions = [stage.from, ...stage.instructions];
    for (const [at, instruction] of instructions.entries()) {
      const spot = {
        lines: dockerfile.lines,
        instruction,
        next: instructions[at + 1],
        stage,
        last: index === dockerfile.stages.length - 1,
      };
      for (const [operator, mutate] of Object.entries(OPERATORS)) {
        for (const { what, text: mutated } of mutate(spot)) {
          if (seen.has(mutated)) continue;
          seen.add(mutated);
          mutants.push({ id: `${operator} ${what} @${instruction.line}`, text: mutated });
        }
      }
    }
  }
  return mutants;
}
