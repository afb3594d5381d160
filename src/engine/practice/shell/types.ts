/** A word of a shell command before expansion. */
export type WordPart =
  | { kind: 'text'; text: string; quoted: boolean }
  | { kind: 'variable'; name: string; operator?: string; operand?: string; quoted: boolean }
  /** `$(…)`, backquotes, `$((…))`: its outcome is not known. */
  | { kind: 'substitution'; text: string; quoted: boolean };
export type Word = WordPart[];

export interface Redirect {
  fd: number;
  operator: '>' | '>>' | '<' | '>&' | '<<<' | '<<';
  target: Word;
}

export type Command =
  | { kind: 'simple'; assignments: { name: string; value: Word }[]; words: Word[]; redirects: Redirect[] }
  | { kind: 'group'; body: Script; subshell: boolean; redirects: Redirect[] }
  | { kind: 'if'; branches: { condition: Script; body: Script }[]; otherwise: Script; redirects: Redirect[] }
  | { kind: 'for'; name: string; words: Word[]; body: Script; redirects: Redirect[] }
  /** `while`, `case`, functions …: not foreseen, up to the script's end. */
  | { kind: 'unforeseen'; text: string };

export interface Pipeline {
  negated: boolean;
  commands: Command[];
}
/** `a && b || c`: pipelines with the operator that stands before each. */
export interface AndOr {
  items: { operator: '' | '&&' | '||'; pipeline: Pipeline }[];
  background: boolean;
}
export type Script = AndOr[];
