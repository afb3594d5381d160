import { sanitiseLine } from '../text/sanitise.ts';
import { Directives } from './directives.ts';
import { heredocsOf } from './heredoc.ts';
import { readInstruction } from './instruction.ts';
import { Lines } from './lines.ts';
import { type LogicalLine, nextLogicalLine, readBody } from './reader.ts';
import { layStages } from './stages.ts';
import type { Dockerfile, Instruction, ParseError } from './types.ts';

const MAY_HOLD_HEREDOCS = new Set(['ADD', 'COPY', 'RUN']);

/**
 * Parses a Dockerfile as BuildKit does: what it accepts has no `errors`, what it refuses has them in its words.
 * Never throws, whatever `text` holds; takes time in proportion to its length.
 *
 * The parser is our own, although packages exist, because the judgement of Dockerfiles is what this program is
 * for: dockerfile-ast knows neither BuildKit's errors nor its rules for heredocs, JSON fallback and directives.
 * The rules are those of BuildKit's `frontend/dockerfile/parser` and `instructions`, and
 * test/e2e/dockerfile-parity.test.ts holds them against a real engine.
 *
 * @param text the file's content
 * @param file its name for people
 */
export function parseDockerfile(text: string, file: string): Dockerfile {
  const reading = new Reading(text);
  const instructions = reading.all();
  const { lines, directives, errors, warnings } = reading;
  const laid = layStages(instructions, errors.length > 0, directives.escape);
  return {
    file,
    lines: lines.all,
    directives: directives.found,
    globalArgs: laid.globalArgs,
    stages: laid.stages,
    errors: [...errors, ...laid.errors].map(printable),
    warnings,
    escape: directives.escape,
  };
}

/** Messages quote the file, and are shown as they are. */
function printable({ line, message }: ParseError): ParseError {
  return { line, message: sanitiseLine(message) };
}

/** First pass: the form of each line. Its errors come before all others, wherever they stand. */
class Reading {
  readonly lines: Lines;
  readonly directives = new Directives();
  readonly errors: ParseError[] = [];
  readonly warnings: ParseError[] = [];

  constructor(text: string) {
    this.lines = new Lines(text);
    if (text === '') this.errors.push({ line: 1, message: 'the Dockerfile cannot be empty' });
  }

  all(): Instruction[] {
    const found: Instruction[] = [];
    const fault = (message: string, line: number) => this.errors.push({ line, message });
    for (;;) {
      const line = nextLogicalLine(this.lines, this.directives, fault);
      if (!line) break;
      found.push(this.#instruction(line));
    }
    if (this.lines.tooLong) {
      fault('dockerfile line greater than max allowed size of 65535', this.lines.read + 1);
    } else if (found.length === 0 && this.errors.length === 0) fault('file with no instructions', 1);
    return found;
  }

  #instruction(line: LogicalLine): Instruction {
    if (line.emptyContinuation) {
      this.warnings.push({ line: this.lines.read, message: 'Empty continuation line' });
    }
    const { instruction, error } = readInstruction(line.text, this.directives.escape);
    if (error !== undefined) this.errors.push({ line: line.line, message: error });
    this.#heredocs(instruction, line);
    instruction.line = line.line;
    instruction.endLine = this.lines.read;
    const { onbuild } = instruction;
    if (onbuild) Object.assign(onbuild, { line: line.line, endLine: this.lines.read });
    return instruction;
  }

  #heredocs(instruction: Instruction, line: LogicalLine): void {
    const holder = instruction.onbuild ?? instruction;
    if (!MAY_HOLD_HEREDOCS.has(holder.keyword) || holder.exec) return;
    for (const start of heredocsOf(line.text)) {
      const heredoc = readBody(this.lines, start);
      if (!heredoc) {
        this.errors.push({ line: line.line, message: 'unterminated heredoc' });
        return;
      }
      instruction.heredocs.push(heredoc);
    }
    if (instruction.onbuild) instruction.onbuild.heredocs = instruction.heredocs;
  }
}
