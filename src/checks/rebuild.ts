import { randomBytes } from 'node:crypto';
import { access, appendFile, chmod, copyFile, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { BuildContext } from '../dockerfile/context.ts';
import { openContext } from '../dockerfile/open-context.ts';
import type { Dockerfile } from '../dockerfile/types.ts';
import { type BuildOutcome, type Engine, OUR_LABEL } from '../engine/types.ts';
import { LearnerError, NotJudgeable } from '../errors.ts';
import type { RebuildReport, Subject } from './types.ts';
import { stageName } from './view.ts';

type Built = Extract<BuildOutcome, { ok: true }>;

interface Rebuild {
  engine: Engine;
  context: BuildContext;
  dockerfile: Dockerfile;
  subject: Subject;
  /** Source file to change, relative to the context. */
  touch: string;
  signal: AbortSignal | undefined;
}

/**
 * Builds a temporary copy of the context twice, the second time with a line added to one source file, and
 * reports which steps the second build took from the cache. The learner's files stay as they are; copy and
 * images are removed.
 */
export async function rebuildTouched(rebuild: Rebuild): Promise<RebuildReport> {
  const { engine, touch } = rebuild;
  if (!engine.real) {
    throw new NotJudgeable('Only a real engine has a build cache.', 'Judge with Docker or Podman.');
  }
  const dir = await mkdtemp(join(tmpdir(), 'docker-labs-rebuild-'));
  const tag = `docker-labs-rebuild:${randomBytes(6).toString('hex')}`;
  const made: Built[] = [];
  try {
    await copyContext(rebuild.context, dir);
    made.push(await build(rebuild, dir, tag));
    await touchFile(dir, touch);
    const outcome = await build(rebuild, dir, tag);
    made.push(outcome);
    return { touched: touch, steps: stepsOf(outcome, rebuild.dockerfile) };
  } finally {
    await rm(dir, { recursive: true, force: true });
    // Without the signal: a round that is stopped cleans up, too. The second build took the first one's name.
    for (const id of new Set([tag, ...made.map(({ imageId }) => imageId)])) {
      await engine.remove({ type: 'image', id, name: tag }).catch(() => undefined);
    }
  }
}

async function build(rebuild: Rebuild, dir: string, tag: string): Promise<Built> {
  const { engine, subject, signal } = rebuild;
  const { dockerfile = 'Dockerfile', target, buildArgs } = subject;
  const outcome = await engine.build(
    {
      context: await openContext(dir, dockerfile),
      dockerfile,
      tag,
      // Makes it an image of its own, so that taking it away takes nobody else's.
      labels: { [`${OUR_LABEL}.rebuild`]: tag },
      ...(target === undefined ? {} : { target }),
      ...(buildArgs === undefined ? {} : { buildArgs }),
    },
    () => {},
    signal,
  );
  if (outcome.ok) return outcome;
  throw new NotJudgeable(
    `A copy of the files, with a line added to ${rebuild.touch}, did not build: ${outcome.failure.message}`,
    'See build.succeeds.',
  );
}

async function copyContext(context: BuildContext, dir: string): Promise<void> {
  // It may exclude itself, and COPY must not see more in the copy than it sees in the original.
  if (context.ignoreFile)
    await copyFile(join(context.dir, context.ignoreFile), join(dir, context.ignoreFile));
  for (const file of context.files) {
    const to = join(dir, file.path);
    await mkdir(file.type === 'directory' ? to : dirname(to), { recursive: true });
    if (file.type === 'symlink') await symlink(file.linkTarget ?? '', to);
    if (file.type !== 'file') continue;
    await copyFile(join(context.dir, file.path), to);
    await chmod(to, file.mode & 0o777);
  }
}

/**
 * Adds a line of blanks: a change to the cache, and none to any language that the course teaches. Which
 * blanks is random, for the cache would still know the same change from the last time.
 */
async function touchFile(dir: string, touch: string): Promise<void> {
  try {
    await access(join(dir, touch));
    const nonce = [...randomBytes(8)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
    await appendFile(join(dir, touch), `\n${nonce.replaceAll('0', ' ').replaceAll('1', '\t')}\n`);
  } catch (cause) {
    throw new LearnerError(
      'bad-file',
      `There is no ${touch} in the build context.`,
      'Is it renamed, or listed in .dockerignore?',
      { cause },
    );
  }
}

function stepsOf(outcome: BuildOutcome, dockerfile: Dockerfile): RebuildReport['steps'] {
  return outcome.steps.flatMap((step) => {
    if (step.internal || step.line === undefined) return [];
    const stage = dockerfile.stages.findLast((one) => one.from.line <= (step.line ?? 0));
    const instruction = stage?.instructions.find((one) => one.line === step.line);
    // FROM says cached of every base that is at hand: no work, so no word about order.
    if (!stage || !instruction) return [];
    return [
      {
        stage: stageName(stage),
        instruction: instruction.text,
        cached: step.status === 'cached',
        line: step.line,
      },
    ];
  });
}
