import { readCourse } from '../course/read-course.ts';
import type { ExitCode } from '../errors.ts';
import { authorCheck } from './author.ts';
import type { CommonOptions } from './options.ts';
import { practiceEngineFor } from './practice.ts';
import { print } from './print.ts';
import { openRealEngine } from './setup.ts';

/** `author check [DIR]`: on a real engine only when one is named, since that takes minutes. */
export async function author(
  dir: string | undefined,
  options: CommonOptions & { lab?: string[] },
  signal: AbortSignal,
): Promise<ExitCode> {
  const real = options.engine === 'docker' || options.engine === 'podman';
  const engine = real ? await openRealEngine(options) : undefined;
  try {
    const courseDir = dir ?? options.labs;
    return await authorCheck({
      ...(courseDir ? { dir: courseDir } : {}),
      ...(engine ? { engine } : {}),
      ...(options.lab ? { labs: options.lab } : {}),
      practice: await practiceEngineFor(await readCourse(courseDir, undefined, process.env)),
      json: options.json,
      out: print,
      signal,
    });
  } finally {
    await engine?.close();
  }
}
