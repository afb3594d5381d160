import { stageOf } from '../../dockerfile/find-stage.ts';
import { at } from '../kind.ts';
import type { Script } from '../script-file.ts';
import type { Evidence, SubjectFacts } from '../types.ts';
import { type PipelineProblem, problem, WHERE } from './problem.ts';
import type { PipelineReport, PipelineRun } from './types.ts';

/** Shorter than this git itself does not abbreviate a commit. */
const SHORT = 7;
const REVISION = 'org.opencontainers.image.revision';
const CREATED = 'org.opencontainers.image.created';
/** A build may begin a little before, by another clock, and takes its time. Milliseconds. */
const CLOCKS = 10 * 60_000;

/** Two tags, the revision's and latest, of one digest. */
export function tagProblem(script: Script, run: PipelineRun): PipelineProblem | undefined {
  const tags = run.pushed.map(({ tag }) => tag);
  const short = run.revision.slice(0, SHORT);
  const revision = run.pushed.find(({ tag }) => tag.includes(short));
  const latest = run.pushed.find(({ tag }) => tag === 'latest');
  if (!revision) {
    return problem(
      script,
      [/TAG=|tag=/, WHERE.push],
      run,
      `no tag says the revision ${short} (there are: ${tags.join(', ')})`,
      'tag=$(git rev-parse --short HEAD), and push that.',
    );
  }
  if (!latest) {
    return problem(
      script,
      [WHERE.push],
      run,
      `only ${tags.join(', ')} is pushed`,
      'docker push "$image:latest", too.',
    );
  }
  if (revision.digest === latest.digest && revision.repository === latest.repository) return undefined;
  return problem(
    script,
    [/latest/, WHERE.push],
    run,
    `${revision.tag} and latest are two images (${revision.digest.slice(7, 19)} and ${latest.digest.slice(7, 19)})`,
    'Build once with both --tag: what was scanned is then what both names mean.',
  );
}

/** The labels of what is in the registry say this revision, and this time where they say any. */
export async function labelProblem(
  facts: SubjectFacts,
  script: Script,
  run: PipelineRun,
): Promise<PipelineProblem | undefined> {
  const labels = run.pushed[0]?.labels ?? {};
  const said = labels[REVISION];
  const right = said !== undefined && said.length >= SHORT && run.revision.startsWith(said);
  if (!right) {
    const found = problem(
      script,
      [/--build-arg/, WHERE.build],
      run,
      said === undefined
        ? `the image has no label ${REVISION}, whatever build arguments bring`
        : `the image says revision "${said}", not ${run.revision.slice(0, SHORT)}`,
      'In the last stage of the Dockerfile: ARG VCS_REF, below it LABEL org.opencontainers.image.revision="$VCS_REF". An ARG above FROM does not reach into a stage.',
    );
    return { ...found, evidence: [...(await labelLines(facts)), ...found.evidence] };
  }
  const created = labels[CREATED];
  const time = Date.parse(created ?? '');
  const now = time > run.startedAt - CLOCKS && time < run.startedAt + run.ms + CLOCKS;
  if (created === undefined || now) return undefined;
  return problem(
    script,
    [/BUILD_DATE|created/],
    run,
    `the image says created "${created}", which is not when it was built`,
    "BUILD_DATE=$(date -u +'%Y-%m-%dT%H:%M:%SZ') in the script, --build-arg BUILD_DATE, and ARG and LABEL in the last stage.",
  );
}

/** Where the label is, or should be: the LABEL lines of the built stage, else its FROM. */
async function labelLines(facts: SubjectFacts): Promise<Evidence[]> {
  const dockerfile = await facts.dockerfile();
  const stage = stageOf(dockerfile, facts.subject.target);
  const labels = stage?.instructions.filter(({ keyword }) => keyword === 'LABEL') ?? [];
  const about = labels.filter(({ text }) => text.includes(REVISION));
  const shown = about.length > 0 ? about : labels.length > 0 ? labels : stage ? [stage.from] : [];
  return shown.map((one) => at(dockerfile, one));
}

/** Steps that did not change come from the cache, and a cache that is imported was exported. */
export async function cacheProblem(
  facts: SubjectFacts,
  script: Script,
  { runs }: PipelineReport,
  wanted: readonly string[],
): Promise<PipelineProblem | undefined> {
  const [good, next] = runs;
  if (!good) return undefined;
  const imported = good.calls.flatMap(({ words }) => cachesFrom(words));
  const exported =
    good.pushed.some(({ inlineCache }) => inlineCache) ||
    good.calls.some(({ words }) => words.some((word) => word.startsWith('--cache-to')));
  if (imported.length > 0 && !exported) {
    return problem(
      script,
      [/--cache-from|cache_from/],
      good,
      `--cache-from ${imported[0]} never hits: no cache was exported`,
      '--build-arg BUILDKIT_INLINE_CACHE=1 puts the cache into the image that is pushed; without that, or --cache-to, there is none to import.',
    );
  }
  for (const step of wanted) {
    const ran = next && stepsRun(next.output).find((line) => line.includes(step));
    if (!next || ran === undefined) continue;
    const dockerfile = await facts.dockerfile();
    const lines = dockerfile.stages.flatMap(({ instructions }) =>
      instructions.filter(
        ({ keyword, text }) => keyword === 'ARG' || (keyword === 'RUN' && text.includes(step)),
      ),
    );
    return {
      ...problem(
        script,
        [/--no-cache|--pull/, WHERE.build],
        next,
        `the next build runs ${step} again, although only the commit is another`,
        'What differs with each build (ARG VCS_REF, ARG BUILD_DATE) belongs below what does not; and no --no-cache.',
      ),
      evidence: lines.map((one) => at(dockerfile, one)),
    };
  }
  return undefined;
}

/** `--cache-from NAME`, `--cache-from=type=registry,ref=NAME`. */
function cachesFrom(words: readonly string[]): string[] {
  return words.flatMap((word, index) => {
    if (word === '--cache-from') return [words[index + 1] ?? ''];
    return word.startsWith('--cache-from=') ? [word.slice('--cache-from='.length)] : [];
  });
}

/** RUN steps that BuildKit's plain progress shows as run, not CACHED: `#9 [deps 4/4] RUN npm ci`, `#9 DONE 30.1s`. */
function stepsRun(output: string): string[] {
  const names = new Map<string, string>();
  const ran: string[] = [];
  for (const line of output.split('\n')) {
    const named = /^#(\d+) (\[.*\] RUN .*)$/.exec(line);
    if (named?.[1] && named[2]) names.set(named[1], named[2]);
    const done = /^#(\d+) DONE\b/.exec(line);
    const name = done?.[1] && names.get(done[1]);
    if (name) ran.push(name);
  }
  return ran;
}
