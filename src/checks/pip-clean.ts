import * as z from 'zod';
import { mountsOf } from '../dockerfile/mount.ts';
import type { Instruction } from '../dockerfile/types.ts';
import type { ImageFacts, ImageFiles } from '../image/types.ts';
import { listed } from '../text/counted.ts';
import { blame } from './blame.ts';
import { commandsOf, pipArguments } from './installs.ts';
import { at, defineKind, fail, imageName, inImage, pass } from './kind.ts';
import { known, type Source, sourceIfAny } from './source.ts';
import type { Evidence, Judgement, SubjectFacts } from './types.ts';
import { stagesNeededBy } from './view.ts';
import { copiesInto } from './walk.ts';

const BUILD_TOOLS = ['/usr/bin/gcc', '/usr/bin/cc', '/usr/bin/g++', '/usr/bin/make'];

export const pipClean = defineKind({
  id: 'pip.clean',
  title: 'a virtual environment at its own path and on PATH, without pip’s cache and build tools',
  args: z.strictObject({ venv: z.string().startsWith('/').default('/opt/venv') }),
  needs: ['dockerfile', 'image', 'files'],
  keeps: ({ venv }) => [`${venv}/pyvenv.cfg`],
  why: 'The scripts of a virtual environment name its path in their first line, and only what is on PATH is found.',
  sameAs: {
    hadolint: ['DL3042'],
    differs:
      'A cache mount, ENV PIP_NO_CACHE_DIR, and stages that the image does not need are no fault. The rest of the check has no rule elsewhere.',
  },
  review: { suits: async (facts) => (await facts.files()).resolve('/opt/venv/pyvenv.cfg') !== undefined },
  async judge(facts, { venv }) {
    const [image, files, source] = await Promise.all([facts.image(), facts.files(), sourceIfAny(facts)]);
    const expected = `${venv}, as it was made, on PATH; no pip cache, no build tools`;
    const problem =
      moved(source, venv) ??
      absent(files, facts, venv, source) ??
      notOnPath(image, facts, venv, source) ??
      left(files, facts, source) ??
      keepsDownloads(source);
    const seeIt = `docker run --rm --entrypoint sh ${imageName(facts)} -c 'command -v python; ls ${venv}/bin'`;
    return problem
      ? fail({ expected, seeIt, ...problem })
      : { ...pass(expected, `${venv} is first on PATH`), seeIt };
  },
});

type Problem = Pick<Judgement, 'actual' | 'evidence'> & { tryNext: string };

/** Copied to another path than the one it was made at. */
function moved(source: Source | undefined, venv: string): Problem | undefined {
  if (!source) return undefined;
  const copy = copiesInto(source.dockerfile, source.stage).find(
    (one) => one.from !== undefined && one.source === venv && !one.targets.includes(venv),
  );
  return (
    copy && {
      actual: `${venv} is copied to ${copy.targets.at(-1)}`,
      evidence: [at(source.dockerfile, copy.instruction)],
      tryNext: `COPY --from=builder ${venv} ${venv}`,
    }
  );
}

function absent(
  files: ImageFiles,
  facts: SubjectFacts,
  venv: string,
  source: Source | undefined,
): Problem | undefined {
  if (files.resolve(`${venv}/bin/python`) !== undefined || files.resolve(`${venv}/pyvenv.cfg`) !== undefined)
    return undefined;
  return {
    actual: `there is no virtual environment at ${venv}`,
    evidence: source ? [at(source.dockerfile, source.stage.from)] : [inImage(facts, venv, 'not there')],
    tryNext: `RUN python -m venv ${venv} in the builder, and COPY --from=builder ${venv} ${venv}`,
  };
}

function notOnPath(
  image: ImageFacts,
  facts: SubjectFacts,
  venv: string,
  source: Source | undefined,
): Problem | undefined {
  const path = known(image, 'env').PATH ?? '';
  const folders = path.split(':');
  const own = folders.indexOf(`${venv}/bin`);
  const system = folders.indexOf('/usr/local/bin');
  if (own >= 0 && (system < 0 || own < system)) return undefined;
  return {
    actual: own < 0 ? `${venv}/bin is not on PATH` : `${venv}/bin comes after /usr/local/bin on PATH`,
    evidence: [
      ...(source ? [at(source.dockerfile, source.stage.from)] : []),
      inImage(facts, 'Config.Env.PATH', path),
    ],
    tryNext: `ENV PATH="${venv}/bin:$PATH" in the last stage, too.`,
  };
}

/** An installation whose downloads stay in its layer, shipped or not: pip keeps them for a next time. */
function keepsDownloads(source: Source | undefined): Problem | undefined {
  if (!source) return undefined;
  const stages = stagesNeededBy(source.dockerfile, source.stage);
  for (const { instructions } of stages) {
    const keeping = instructions.find(
      (one, index) => one.keyword === 'RUN' && cachesDownloads(one) && !switchedOff(instructions, index),
    );
    if (!keeping) continue;
    return {
      actual: 'pip keeps what it downloads',
      evidence: [at(source.dockerfile, keeping)],
      tryNext: 'pip install --no-cache-dir, or a cache mount on /root/.cache/pip.',
    };
  }
  return undefined;
}

function cachesDownloads(run: Instruction): boolean {
  if (mountsOf(run).some(({ type }) => type === 'cache')) return false;
  return commandsOf(run).some((words) => {
    const [verb, ...rest] = pipArguments(words) ?? [];
    return verb === 'install' && !rest.includes('--no-cache-dir') && !rest.includes('--no-cache');
  });
}

/** `ENV PIP_NO_CACHE_DIR=1` above, or in front of the command itself. */
function switchedOff(instructions: Instruction[], index: number): boolean {
  return instructions
    .slice(0, index + 1)
    .some(({ keyword, text }) => /^(ENV|ARG|RUN)$/.test(keyword) && /\bPIP_NO_CACHE_DIR[= ]/.test(text));
}

function left(files: ImageFiles, facts: SubjectFacts, source: Source | undefined): Problem | undefined {
  const caches = [...files.entries.keys()].filter(
    (path) =>
      /\/(?:\.cache\/pip|http-v2|wheels)\/|\/\.cache\/pip$/.test(path) && !path.includes('/dist-packages/'),
  );
  const tools = BUILD_TOOLS.filter((path) => files.resolve(path) !== undefined);
  const found = [...caches.slice(0, 1), ...tools];
  if (found.length === 0) return undefined;
  const evidence: Evidence[] = found.flatMap((path) => [
    ...blame(source, path),
    inImage(facts, path, 'in the image'),
  ]);
  return {
    actual: `left in the image: ${listed(found)}`,
    evidence,
    tryNext:
      tools.length > 0
        ? 'Install build tools in the builder only.'
        : 'pip install --no-cache-dir, or a cache mount.',
  };
}
