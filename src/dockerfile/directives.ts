import { trimLeft } from './go-text.ts';
import type { Directive } from './types.ts';

const NAMES = new Set(['escape', 'syntax', 'check']);
/** Go's `\s` is narrower than JavaScript's. */
const DIRECTIVE = /^([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=(.*)$/s;
const EDGES = /^[\t\n\f\r ]+|[\t\n\f\r ]+$/g;

/** Reads `# name=value` of one comment line; undefined when it is no parser directive. */
function readDirective(line: string): { name: string; value: string } | undefined {
  if (!line.startsWith('#')) return undefined;
  const [, name = '', rest = ''] = DIRECTIVE.exec(trimLeft(line.slice(1))) ?? [];
  if (rest === '' || !NAMES.has(name.toLowerCase())) return undefined;
  // Nothing but spaces is a value too: the last of them.
  return { name: name.toLowerCase(), value: rest.replace(EDGES, '') || rest.slice(-1) };
}

/**
 * Parser directives stand at the very top, each at most once: the first line that is none (another comment,
 * a blank line, an instruction) ends them. Later comments that look like one are noted as ineffective.
 * https://docs.docker.com/reference/dockerfile/#parser-directives
 */
export class Directives {
  readonly found: Directive[] = [];
  /** The escape character in force. */
  escape: '\\' | '`' = '\\';
  #open = true;
  /** Only `syntax` is looked for behind a `#!` line, by the builder that chooses the frontend. */
  #afterShebang = false;

  /**
   * Takes note of one line outside of heredocs.
   *
   * @returns BuildKit's reason to refuse the file, if the line gives one
   */
  take(text: string, line: number): string | undefined {
    const directive = text.includes('#') ? readDirective(trimLeft(text)) : undefined;
    if (!directive) {
      this.#afterShebang = line === 1 && text.startsWith('#!');
      this.#open = false;
      return undefined;
    }
    const late = !this.#open && !(this.#afterShebang && directive.name === 'syntax');
    this.found.push({ ...directive, line, effective: !late });
    if (!this.#open) return undefined;
    if (this.found.some((one) => one.name === directive.name && one.line !== line)) {
      this.found.pop();
      return `only one ${directive.name} parser directive can be used`;
    }
    if (directive.name === 'escape') {
      if (directive.value !== '\\' && directive.value !== '`') {
        return `invalid escape token '${directive.value}' does not match \` or \\`;
      }
      this.escape = directive.value;
    }
    return undefined;
  }
}
