import type { BuildEvent, Engine } from '../../engine/types.ts';
import { NotJudgeable } from '../../errors.ts';
import type { Built } from '../build-subject.ts';
import type { RoundMeans } from '../facts.ts';
import { readScript } from '../script-file.ts';
import { refuseForeign } from '../script-sandbox.ts';
import type { SubjectFacts } from '../types.ts';
import { runPipeline } from './runs.ts';
import { lastLines } from './stages.ts';
import type { PipelineReport } from './types.ts';

/** The label of what a pipeline built; see docker-wrapper.ts. */
const LABEL = 'dev.docker-labs.pipeline';

/**
 * The fact `pipeline`: the subject's script, run. Where the subject is what that script pushes, its image gets the
 * subject's tag.
 */
export async function runPipelineOf(
  facts: SubjectFacts,
  script: string,
  means: RoundMeans,
): Promise<PipelineReport> {
  const { engine, policy, signal } = means;
  const { subject } = facts;
  if (!engine?.real) {
    throw new NotJudgeable(
      `This runs ${script}, and that needs an engine.`,
      'Start Docker, then judge again. docker-labs doctor says what it finds.',
    );
  }
  if (policy === 'never') {
    throw new NotJudgeable(`${script} was not run in this round.`, 'Build first: that runs it.');
  }
  const { dir, interpreter, foreign } = await readScript(facts, script);
  refuseForeign({ foreign, path: script });
  const { tag, dockerfile = 'Dockerfile', name } = subject;
  return means.buildSlot(() =>
    runPipeline({
      engine,
      dir,
      script,
      shell: interpreter === 'sh' || interpreter === 'dash' ? 'sh' : 'bash',
      dockerfile,
      registry: means.registry,
      ...(subject.pipeline === script && tag ? { onPushed: (ref) => keep(engine, ref, tag) } : {}),
      onEvent: (event: BuildEvent) => means.onBuildEvent(name, event),
      signal,
    }),
  );
}

/** Gives what was pushed its name; what a former run had left under that name goes. */
async function keep(engine: Engine, ref: string, tag: string): Promise<void> {
  const before = await engine.image(tag);
  await engine.tools?.tag(ref, tag);
  const after = await engine.image(tag);
  const replaced = before && before.id !== after?.id && before.tags.length <= 1;
  if (replaced && before.config.labels[LABEL] !== undefined)
    await engine.remove({ type: 'image', id: before.id, name: before.ref }).catch(() => undefined);
}

/** The image of a subject that a pipeline pushes, as a build: it ran, or it pushed nothing. */
export async function builtByPipeline(
  facts: SubjectFacts,
  script: string,
  { engine, policy }: RoundMeans,
): Promise<Built> {
  const { tag = '' } = facts.subject;
  if (policy === 'never') {
    const there = await engine?.image(tag);
    return there ? { currency: 'foreign', ref: tag } : { currency: 'missing' };
  }
  const [good] = (await facts.pipeline(script)).runs;
  const ran = { steps: [], warnings: [], ms: good?.ms ?? 0 };
  const image = good && good.pushed.length > 0 ? await engine?.image(tag) : undefined;
  if (image) return { currency: 'built', ref: tag, outcome: { ok: true, imageId: image.id, ...ran } };
  const failure = {
    kind: 'other' as const,
    message: `${script} pushed nothing`,
    log: good ? lastLines(good, 20) : [],
  };
  return { currency: 'broken', outcome: { ok: false, failure, ...ran } };
}
