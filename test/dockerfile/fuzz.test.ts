import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { externalBases, unreachableStages } from '../../src/dockerfile/graph.ts';
import { IgnoreError, IgnoreRules } from '../../src/dockerfile/ignore.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { effectiveCmd, effectiveUser, effectiveWorkdir } from '../../src/dockerfile/queries.ts';
import { resolveStages } from '../../src/dockerfile/resolve.ts';
import { runCommands } from '../../src/dockerfile/shell-commands.ts';
import type { Instruction } from '../../src/dockerfile/types.ts';
import { mutatedDockerfile, FUZZ_RUNS as RUNS } from '../helpers/mutated-dockerfile.ts';

function inRange(instruction: Instruction, lines: number): void {
  expect(instruction.line).toBeGreaterThanOrEqual(1);
  expect(instruction.endLine).toBeGreaterThanOrEqual(instruction.line);
  expect(instruction.endLine).toBeLessThanOrEqual(lines);
  expect(instruction.keyword).toBe(instruction.keyword.toUpperCase());
}

/** Time for them, milliseconds. */
const TIMEOUT = 30_000 + RUNS * 20;

describe('whatever is in a Dockerfile', { timeout: TIMEOUT }, () => {
  it('it is parsed, resolved and asked without a throw, with lines that exist', () => {
    fc.assert(
      fc.property(mutatedDockerfile, (text) => {
        const file = parseDockerfile(text, 'Dockerfile');
        const count = Math.max(1, file.lines.length);
        for (const { line, message } of [...file.errors, ...file.warnings]) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(count);
          expect(message).not.toMatch(/[\u0000-\u001f]/);
        }
        for (const stage of file.stages) {
          inRange(stage.from, count);
          for (const instruction of stage.instructions) {
            inRange(instruction, count);
            if (instruction.keyword === 'RUN') runCommands(instruction);
          }
        }
        const resolved = resolveStages(file, { buildArgs: { A: '1' } });
        externalBases(resolved);
        unreachableStages(resolved);
        for (const stage of resolved.stages)
          [effectiveUser, effectiveCmd, effectiveWorkdir].map((ask) => ask(stage));
        for (const { line } of resolved.errors) expect(line).toBeLessThanOrEqual(count);
        // What is joined with its line ends is what was there.
        expect(file.lines.join('')).toBe(text.replace(/^\ufeff/, '').replace(/\r*\n|\r+$/g, ''));
      }),
      { numRuns: RUNS },
    );
  });

  it('an ignore file is taken or refused by line', () => {
    const pattern = fc.stringMatching(
      /^[!/]?(?:\*\*|[a-c*?[\]\\^.-]){1,6}(?:\/(?:\*\*|[a-c*?[\]\\^.-]){0,5}){0,3}$/,
    );
    fc.assert(
      fc.property(
        fc.array(pattern, { maxLength: 5 }),
        fc.constantFrom('a', 'b/c', 'a/b/c'),
        (patterns, path) => {
          try {
            expect(typeof new IgnoreRules(patterns.join('\n')).ignores(path)).toBe('boolean');
          } catch (cause) {
            expect(cause).toBeInstanceOf(IgnoreError);
            expect((cause as IgnoreError).line).toBeLessThanOrEqual(patterns.length);
          }
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe('a huge file', () => {
  const repeat = (part: string, megabytes: number) => part.repeat(Math.ceil((megabytes * 1e6) / part.length));
  it.each([
    ['10 MB of one continued RUN', `FROM a\nRUN x${repeat(' \\\n y and z', 10)}\n`],
    ['10 MB of ENV', `FROM a\n${repeat(`ENV LONGER_NAME=1 B="${'c d '.repeat(50)}"\n`, 10)}`],
    ['10 MB of zeros', repeat('\0', 10)],
    ['10 MB of carriage returns', repeat('\r', 10)],
    ['blank lines', repeat('\n', 1)],
    ['stages', repeat('FROM a AS b\n', 1)],
    ['open heredocs', `FROM a\n${repeat('RUN <<E <<F\n', 1)}`],
    ['open braces', `FROM ${repeat('$'.concat('{a:-\\\n'), 1)}`],
    ['brackets', `FROM a\nRUN ${repeat('[[[[\\\n', 1)}`],
    ['triggers', `FROM a\nONBUILD ${repeat('ONBUILD \\\n', 1)}`],
  ])('of %s is read in time', (_, text) => {
    const { lines } = parseDockerfile(text, 'Dockerfile');
    expect(lines.length).toBeGreaterThan(0);
  });
});
