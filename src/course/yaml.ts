import { type Document, isMap, isNode, isPair, isScalar, LineCounter, parseDocument } from 'yaml';
import type * as z from 'zod';

type Path = readonly PropertyKey[];

interface YamlProblem {
  line: number;
  message: string;
}

/** A YAML text that was read by a schema; `lineOf` tells where a value, or its nearest parent, stands. */
export interface YamlSource<T> {
  /** Undefined when there are problems. */
  value: T | undefined;
  problems: YamlProblem[];
  lineOf(path: Path): number;
}

/**
 * Parses YAML (or JSON) and checks it against a schema. Every problem names its line, its path and what
 * was expected. Never throws for what the text holds.
 */
export function readYaml<T>(text: string, schema: z.ZodType<T>): YamlSource<T> {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, uniqueKeys: true });
  const lineOf = (path: Path) => lineAt(document, counter, path);
  const broken = document.errors.map((error) => ({
    line: counter.linePos(error.pos[0]).line,
    message: error.message.replace(/\s+/g, ' '),
  }));
  if (broken.length > 0) return { value: undefined, problems: broken, lineOf };
  let data: unknown;
  try {
    // Few aliases only: ten lines of nested ones can stand for gigabytes.
    data = document.toJS({ maxAliasCount: 20 });
  } catch (error) {
    return { value: undefined, problems: [{ line: 1, message: String(error) }], lineOf };
  }
  const parsed = schema.safeParse(data);
  if (parsed.success) return { value: parsed.data, problems: [], lineOf };
  const problems = parsed.error.issues.flatMap((issue) => explain(issue, data, lineOf));
  return { value: undefined, problems, lineOf };
}

function explain(issue: z.core.$ZodIssue, data: unknown, lineOf: (path: Path) => number): YamlProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      line: lineOf([...issue.path, key]),
      message: `${formatPath([...issue.path, key])}: unknown key`,
    }));
  }
  const missing = issue.code === 'invalid_type' && at(data, issue.path) === undefined;
  const message = missing ? `is missing (expected ${issue.expected})` : lowerFirst(issue.message);
  return [{ line: lineOf(issue.path), message: `${formatPath(issue.path)}: ${message}` }];
}

function at(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    data,
  );
}

/** `steps[2].checks[0].id`; the empty path is the document itself. */
function formatPath(path: Path): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return text.replace(/^\./, '') || 'the file';
}

/** The line of the key (in a map) or the item (in a list), or of the nearest parent that exists. */
function lineAt(document: Document, counter: LineCounter, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const start = startOf(document, path.slice(0, length));
    if (start !== undefined) return counter.linePos(start).line;
  }
  return 1;
}

function startOf(document: Document, path: Path): number | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const key = path.at(-1);
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key);
    return pair && isNode(pair.key) ? pair.key.range?.[0] : undefined;
  }
  const node = document.getIn(path, true);
  return isNode(node) ? node.range?.[0] : undefined;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
