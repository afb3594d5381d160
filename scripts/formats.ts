// Writes docs/formats.md from the published JSON schemas: `npx tsx scripts/formats.ts`.
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { publishedSchemas } from '../src/course/json-schemas.ts';
import { publishedReportSchemas } from '../src/reports/json-schemas.ts';

/** What is read here of a JSON schema (draft 2020-12), as zod writes it. */
interface Schema {
  title?: string;
  description?: string;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  default?: unknown;
  format?: string;
  pattern?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  items?: Schema;
  anyOf?: Schema[];
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
}

/** Which file a schema is for. */
const FILES: Record<string, string> = {
  'course.schema.json': '`course.yaml` of a course',
  'lab.schema.json': '`lab.yaml` of a lab',
  'wrong.schema.json': '`wrong/NAME/wrong.yaml` of a wrong answer',
  'judge.schema.json': 'the file of `judge --spec`',
  'grading.schema.json': 'the file of `grade --rules`',
  'export.schema.json': 'what `export` writes and `grade` reads',
};

/** All formats as Markdown, a table each. */
export function formatsDocument(): string {
  const schemas = { ...publishedSchemas(), ...publishedReportSchemas() };
  return [
    '# Formats',
    '',
    'Generated from the schemas in `src/` by `npx tsx scripts/formats.ts`; the JSON schemas themselves are in `assets/`, for',
    'editors: a first line `# yaml-language-server: $schema=…/lab.schema.json` gives completion and errors while typing.',
    '`[]` stands for each entry of a list, `.*` for each of a mapping. Fields in bold are required. Unknown fields are errors.',
    '',
    ...Object.entries(schemas).flatMap(([name, text]) => [
      `## ${FILES[name] ?? name}`,
      '',
      `\`assets/${name}\``,
      '',
      '| field | what it is | |',
      '|---|---|---|',
      ...rows(JSON.parse(text) as Schema, '').map((cells) => `| ${cells.join(' | ')} |`),
      '',
    ]),
  ].join('\n');
}

function rows(schema: Schema, path: string): string[][] {
  const inner = schema.items ? `${path}[]` : path;
  const own = schema.items ? rows(schema.items, inner) : [];
  const fields = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const at = inner === '' ? name : `${inner}.${name}`;
    const shown = schema.required?.includes(name) ? `**\`${at}\`**` : `\`${at}\``;
    return [[shown, kind(field), meaning(field)], ...rows(field, at)];
  });
  const each = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
  const named = each ? rows(each, `${inner}.*`) : [];
  return [...own, ...fields, ...named, ...(schema.anyOf ?? []).flatMap((one) => rows(one, path))];
}

function kind(schema: Schema): string {
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum) return schema.enum.map(code).join(' or ');
  if (schema.anyOf) return [...new Set(schema.anyOf.map(kind))].join(' or ');
  if (schema.items) return `list of ${kind(schema.items)}${range(schema.minItems, schema.maxItems)}`;
  if (schema.type === 'object' && typeof schema.additionalProperties === 'object')
    return `mapping to ${kind(schema.additionalProperties)}`;
  if (schema.type === 'string') return schema.format ?? 'text';
  const least =
    schema.exclusiveMinimum === undefined ? schema.minimum : `more than ${schema.exclusiveMinimum}`;
  return `${schema.type ?? 'anything'}${range(least, schema.maximum)}`;
}

/** Bounds that say something: the largest safe integer is none. */
function range(least: number | string | undefined, most: number | undefined): string {
  const upper = most === undefined || most >= Number.MAX_SAFE_INTEGER ? undefined : `at most ${most}`;
  const lower =
    least === undefined || least === 0 || least === Number.MIN_SAFE_INTEGER
      ? undefined
      : typeof least === 'number'
        ? `at least ${least}`
        : least;
  const both = [lower, upper].filter((one) => one !== undefined);
  return both.length > 0 ? ` (${both.join(', ')})` : '';
}

function meaning({ description, default: fallback, pattern }: Schema): string {
  const parts = [
    description,
    pattern === undefined ? undefined : `Fits ${code(pattern).replaceAll('|', '\\|')}.`,
    fallback === undefined ? undefined : `Default: ${code(fallback)}.`,
  ];
  return parts.filter((part) => part !== undefined).join(' ');
}

const code = (value: unknown) => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  writeFileSync(new URL('../docs/formats.md', import.meta.url), formatsDocument());
