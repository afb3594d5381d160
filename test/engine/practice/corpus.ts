import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { FailureKind } from '../../../src/engine/types.ts';

/** A Dockerfile with its context, on which the practice engine must agree with a real one. */
export interface Case {
  name: string;
  dockerfile: string;
  /** Context files besides those that every case has. */
  files?: Record<string, string>;
  target?: string;
  buildArgs?: Record<string, string>;
  /** It does not build: the kind of failure, on both engines, at the same line. */
  fails?: FailureKind;
  /** The API of engines whose builder can read it; older ones are not asked. */
  since?: string;
  /** The base it needs on the engine, other than scratch. */
  needs?: string;
  /** Paths on which an engine may differ from what is predicted, each with the reason. */
  differs?: Record<string, string>;
  /** Compare these paths and what is below them only; everything when absent. */
  below?: string[];
}

const corpus: { files: Record<string, string>; cases: Case[]; pieces: string[] } = parse(
  readFileSync(fileURLToPath(new URL('../../fixtures/practice/corpus.yaml', import.meta.url)), 'utf8'),
);

export const CASES: readonly Case[] = corpus.cases;
/** Odd lines, for mixing into Dockerfiles. */
export const PIECES: readonly string[] = corpus.pieces;

/**
 * Lays out a case's context in a folder of its own.
 *
 * @param mark put behind the text of each file that all cases have, so that no cache knows it
 */
export async function layOut(
  one: Pick<Case, 'dockerfile' | 'files'>,
  mark = '',
): Promise<{ dir: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'docker-labs-corpus-'));
  const common = Object.entries(corpus.files).map(([path, text]) => [path, `${text}${mark}`] as const);
  const own = Object.entries({ ...one.files, Dockerfile: one.dockerfile });
  for (const [path, text] of [...common, ...own]) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text, { mode: 0o644 });
  }
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}
