import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { LearnerError, NotJudgeable } from '../errors.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import type { Evidence, SubjectFacts } from './types.ts';

export const scriptPath = z
  .string()
  .min(1)
  .refine((path) => !path.startsWith('/') && !path.split('/').includes('..'), 'a path inside the lab')
  .describe('The script, relative to the lab’s folder.');

export interface Script {
  /** As the lab names it: `scan.sh`. */
  path: string;
  /** Absolute: the lab's folder. */
  dir: string;
  text: string;
  lines: string[];
  /** Has the owner's executable bit? True on Windows, which has none. */
  executable: boolean;
  /** The program of `#!`, without `env`: `bash`, `sh`; undefined without such a line. */
  interpreter: string | undefined;
  /** Not to be run: see `Subject.foreign`. */
  foreign: boolean;
}

/**
 * A script of the lab's folder.
 *
 * @throws LearnerError `bad-file` (a failure) when it is not there
 */
export async function readScript(facts: SubjectFacts, path: string): Promise<Script> {
  const { contextDir } = facts.subject;
  if (contextDir === undefined) {
    throw new NotJudgeable(
      'This judges a script, and only an image was given.',
      'Name its folder with --context.',
    );
  }
  const text = await facts.workspaceFile(path);
  if (text === undefined) {
    throw new LearnerError('bad-file', `There is no ${path} here.`, `Write ${path} in the lab's folder.`);
  }
  const { mode } = await stat(join(contextDir, path));
  const lines = text.split('\n');
  return {
    path,
    dir: contextDir,
    text,
    lines,
    executable: process.platform === 'win32' || (mode & 0o100) !== 0,
    interpreter: interpreterOf(lines[0] ?? ''),
    foreign: facts.subject.foreign ?? false,
  };
}

/** `#!/usr/bin/env bash`, `#!/bin/bash -e`: bash. */
function interpreterOf(first: string): string | undefined {
  const words = /^#!\s*(.*)$/.exec(first.trimEnd())?.[1]?.split(/\s+/) ?? [];
  const names = words.map((word) => word.split('/').at(-1) ?? '');
  return names[0] === 'env' ? names.slice(1).find((name) => !name.startsWith('-')) : names[0] || undefined;
}

/** A line of the script (1-based), or the script as a whole. */
export function inScript(script: Script, line: number | undefined, text?: string): Evidence {
  const shown = text ?? (line === undefined ? '' : (script.lines[line - 1] ?? ''));
  return {
    source: 'script',
    file: script.path,
    ...(line === undefined ? {} : { line }),
    text: sanitiseLine(shown, 160),
  };
}

/** The first line outside comments that the pattern fits, 1-based. */
export function lineOf({ lines }: Script, pattern: RegExp): number | undefined {
  const index = lines.findIndex((line) => !/^\s*#/.test(line) && pattern.test(line));
  return index < 0 ? undefined : index + 1;
}
