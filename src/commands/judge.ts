import { stat } from 'node:fs/promises';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import { judgeChecks } from '../checks/round.ts';
import { count } from '../checks/status.ts';
import type { Subject, Verdict } from '../checks/types.ts';
import { archivePath, createArchiveEngine } from '../engine/archive.ts';
import type { Engine } from '../engine/types.ts';
import { EXIT, type ExitCode, LearnerError } from '../errors.ts';
import { verdictLines } from '../plain/check.ts';
import type { Pen } from '../plain/paint.ts';
import { junit } from '../reports/junit.ts';
import { capabilities } from '../text/capabilities.ts';
import { readJudgeSpec, specOf } from './judge-spec.ts';
import type { CommonOptions } from './options.ts';
import { print, printJson } from './print.ts';
import { openRealEngine } from './setup.ts';

export interface JudgeOptions extends CommonOptions {
  /** The Dockerfile. */
  file?: string;
  context?: string;
  target?: string;
  check?: string[];
  spec?: string;
  junit?: boolean;
}

/**
 * `judge`: the same checks on any image, archive or Dockerfile. A Dockerfile alone needs no engine; what it
 * cannot tell is `unknown`. Nothing is ever built.
 *
 * @returns 0 when all that was asked for holds, 1 when something fails, 3 when it cannot be judged here
 */
export async function judge(
  image: string | undefined,
  options: JudgeOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  if (image === undefined && options.file === undefined) {
    throw new LearnerError('usage', 'Nothing was named to judge.', 'Name an image, or a Dockerfile with -f.');
  }
  const spec = options.spec === undefined ? undefined : await readJudgeSpec(options.spec);
  const stated = [...(spec?.checks ?? []), ...(options.check ?? []).map(specOf)];
  const specs = stated.length > 0 ? stated : undefined;
  const engine = image === undefined ? undefined : await engineFor(image, options);
  try {
    const subject: Subject = {
      name: 'image',
      ...(image === undefined ? {} : { tag: image }),
      ...(await source(options)),
      ...(spec?.run ? { run: spec.run } : {}),
    };
    const judged = await judgeChecks({ specs, subject, engine, build: 'never', signal });
    const inArchive = image !== undefined && engine?.kind === 'archive';
    const verdicts = inArchive ? judged.map((verdict) => inFile(verdict, image)) : judged;
    await say(verdicts, engine, options, stated.length > 0);
    return exitCode(verdicts, stated.length > 0);
  } finally {
    await engine?.close();
  }
}

async function engineFor(image: string, options: JudgeOptions): Promise<Engine> {
  const path = archivePath(image);
  if (path === undefined) return openRealEngine(options);
  const archive = createArchiveEngine(path);
  await archive.image(image); // a file that is no image is a wrong argument, not a verdict
  return archive;
}

/** No container engine knows an image in a file: what shows it is our own `inspect`. */
function inFile(verdict: Verdict, image: string): Verdict {
  if (!verdict.seeIt?.includes(image)) return verdict;
  return { ...verdict, seeIt: `docker-labs inspect ${image}` };
}

/** The Dockerfile relative to its context: the folder named, else the one that it is in. */
async function source({ file, context, target }: JudgeOptions): Promise<Partial<Subject>> {
  if (file === undefined) return {};
  const path = resolve(file);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) {
    throw new LearnerError('bad-file', `There is no Dockerfile at ${file}.`, 'Check the path after -f.');
  }
  const contextDir = resolve(context ?? dirname(path));
  const inside = relative(contextDir, path).split(sep).join('/');
  return {
    contextDir,
    dockerfile: inside === '' ? basename(path) : inside,
    ...(target === undefined ? {} : { target }),
  };
}

async function say(
  verdicts: Verdict[],
  engine: Engine | undefined,
  options: JudgeOptions,
  asked: boolean,
): Promise<void> {
  if (options.junit) print(junit('docker-labs judge', verdicts));
  else if (options.json) {
    const real = engine && engine.kind !== 'archive' ? await engine.info() : undefined;
    const { kind, version, apiVersion } = real ?? {};
    printJson({
      engine: real ? { kind, version, apiVersion } : null,
      checks: verdicts,
      summary: count(verdicts),
    });
  } else print(review(verdicts, capabilities(process.stdout, options), asked));
}

/** A review names what was found; what nobody asked for and cannot be seen here is one line. */
function review(verdicts: Verdict[], pen: Pen, asked: boolean): string[] {
  const open = asked ? [] : verdicts.filter((verdict) => verdict.status === 'unknown');
  const shown = verdicts.filter((verdict) => !open.includes(verdict));
  const rest = open.map((verdict) => verdict.id).join(', ');
  return [
    ...shown.flatMap((verdict) => verdictLines(verdict, pen)),
    ...(open.length > 0
      ? ['', `Not to be judged here (it needs the image, an engine or other files): ${rest}`]
      : []),
  ];
}

/** What nobody asked for by name and cannot be judged here does not count against the image. */
function exitCode(verdicts: Verdict[], asked: boolean): ExitCode {
  const required = verdicts.filter((verdict) => verdict.required);
  if (required.some((verdict) => verdict.status === 'fail')) return EXIT.failed;
  const open = required.some(({ status }) => status === 'error' || (asked && status === 'unknown'));
  return open ? EXIT.cannotJudge : EXIT.ok;
}
