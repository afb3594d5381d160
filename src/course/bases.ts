import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { LearnerError } from '../errors.ts';
import { BASES_FILE, BASES_VARIABLE } from './overrides.ts';
import { basesSchema } from './schema.ts';
import { readYaml } from './yaml.ts';

type Bases = Record<string, string>;

/**
 * The images that a classroom uses instead of the declared ones.
 *
 * @param declared the course's own bases
 * @param workspace absolute folder that may hold a `bases.yaml`
 * @returns base id -> image, only those that differ
 * @throws LearnerError `bad-file` for a file that cannot be read or names a base the course does not have
 */
export async function readOverrides(
  declared: Bases,
  workspace: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<Bases> {
  const fromEnv = env[BASES_VARIABLE];
  const own = workspace === undefined ? undefined : join(workspace, BASES_FILE);
  const files = [
    ...(fromEnv ? [resolve(fromEnv)] : []),
    ...(own !== undefined && existsSync(own) ? [own] : []),
  ];
  const read = await Promise.all(files.map((file) => readBases(file, declared)));
  const all: Bases = Object.assign({}, ...read);
  return Object.fromEntries(Object.entries(all).filter(([id, image]) => image !== declared[id]));
}

async function readBases(file: string, declared: Bases): Promise<Bases> {
  const tryNext = `The file maps a base to an image, one a line; the bases are: ${Object.keys(declared).join(', ')}.`;
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new LearnerError('bad-file', `Cannot read the base images in ${file}.`, tryNext, { cause });
  });
  const source = readYaml(text, basesSchema);
  const unknown = Object.keys(source.value ?? {})
    .filter((id) => !(id in declared))
    .map((id) => ({ line: source.lineOf([id]), message: `${id}: the course has no such base` }));
  const problems = [...source.problems, ...unknown];
  if (source.value && problems.length === 0) return source.value;
  const lines = problems.map(({ line, message }) => `${file}:${line}: ${message}`);
  throw new LearnerError('bad-file', lines.join('\n'), tryNext);
}

const PLACEHOLDER = /\{\{\s*base\.([^\s{}]*)\s*\}\}/g;

/** The ids of the `{{base.id}}` placeholders in a text, with their lines, that `bases` does not have. */
export function unknownPlaceholders(text: string, bases: Bases): { line: number; id: string }[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      [...line.matchAll(PLACEHOLDER)].map((m) => ({ line: index + 1, id: m[1] ?? '' })),
    )
    .filter(({ id }) => !Object.hasOwn(bases, id));
}

/** Fills `{{base.id}}` in every string of a value (lessons, titles, arguments of checks). */
export function fillBases<T>(value: T, bases: Bases): T {
  if (typeof value === 'string') {
    return value.replace(PLACEHOLDER, (all, id: string) => bases[id] ?? all) as T;
  }
  if (Array.isArray(value)) return value.map((item) => fillBases(item, bases)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillBases(item, bases)])) as T;
}

/** Where a Dockerfile names an image from outside: `FROM`, and `--from=` of COPY and RUN --mount. */
const IMAGE_IN_LINE = /(^\s*FROM\s+(?:--\S+\s+)*|--from=|[,=]from=)([^\s,]+)/gi;

export interface ImageUse {
  line: number;
  image: string;
}

/** The images that a Dockerfile's text names, line by line; names of its own stages are left out. */
export function imagesUsed(text: string): ImageUse[] {
  const stages = new Set(
    [...text.matchAll(/^\s*FROM\s.*\sAS\s+(\S+)/gim)].map((match) => (match[1] ?? '').toLowerCase()),
  );
  return text
    .split('\n')
    .flatMap((line, index) =>
      [...line.matchAll(IMAGE_IN_LINE)]
        .map((match) => ({ line: index + 1, image: match[2] ?? '' }))
        .filter(({ image }) => !stages.has(image.toLowerCase()) && !/^\d+$/.test(image)),
    );
}

/** `ARG NODE=node:24`: the default of an argument that a FROM line may take its image from. */
const IMAGE_IN_ARGUMENT = /(^\s*ARG\s+\w+=["']?)([^\s"']+)/gi;

/** The same Dockerfile with the declared images replaced by a classroom's. */
export function rewriteBases(text: string, declared: Bases, overrides: Bases): string {
  const replaced = new Map(
    Object.entries(overrides).map(([id, image]) => [declared[id] ?? '', image] as const),
  );
  const replace = (all: string, before: string, image: string) =>
    replaced.has(image) ? `${before}${replaced.get(image)}` : all;
  return text
    .split('\n')
    .map((line) => line.replace(IMAGE_IN_LINE, replace).replace(IMAGE_IN_ARGUMENT, replace))
    .join('\n');
}

/** Is this the name of a Dockerfile (`Dockerfile`, `Dockerfile.go`, `build/app.Dockerfile`)? */
export function isDockerfileName(path: string): boolean {
  const name = path.split('/').at(-1) ?? '';
  return (/^Dockerfile(\.|$)/.test(name) && !name.endsWith('.dockerignore')) || name.endsWith('.Dockerfile');
}
