import { posix } from 'node:path';
import * as z from 'zod';
import { mountsOf } from '../dockerfile/mount.ts';
import type { Dockerfile } from '../dockerfile/types.ts';
import { at, defineKind, fail, inFile, pass } from './kind.ts';
import { sourceOf } from './source.ts';
import { stageName, stagesNeededBy } from './view.ts';
import { type At, walk } from './walk.ts';

interface Tool {
  /** The command that downloads. */
  install: RegExp;
  /** Where it keeps its downloads when root runs it; the mount may also name a folder above. */
  caches: string[];
}

/** From each tool's own documentation of its cache folder. */
const TOOLS: Record<string, Tool> = {
  npm: { install: /\bnpm\s+(?:ci|install|i)\b/, caches: ['/root/.npm'] },
  yarn: {
    install: /\byarn(?:\s+install|\s+--|\s*$)/m,
    caches: ['/usr/local/share/.cache', '/root/.yarn', '/root/.cache/yarn'],
  },
  pnpm: {
    install: /\bpnpm\s+(?:install|i|fetch)\b/,
    caches: ['/root/.local/share/pnpm/store', '/pnpm/store'],
  },
  pip: { install: /\bpip3?\s+(?:install|wheel|download)\b/, caches: ['/root/.cache/pip', '/root/.cache'] },
  uv: { install: /\buv\s+(?:sync|pip)\b/, caches: ['/root/.cache/uv', '/root/.cache'] },
  go: {
    install: /\bgo\s+(?:mod\s+download|build|install)\b/,
    caches: ['/go/pkg/mod', '/root/.cache/go-build'],
  },
  apt: { install: /\bapt(?:-get)?\s+(?:-\S+\s+)*install\b/, caches: ['/var/cache/apt', '/var/lib/apt'] },
  apk: { install: /\bapk\s+(?:-\S+\s+)*add\b/, caches: ['/var/cache/apk', '/etc/apk/cache'] },
};

export const mountCache = defineKind({
  id: 'mount.cache',
  title: 'installs keep their downloads in a cache mount',
  args: z.strictObject({
    tool: z.enum(Object.keys(TOOLS) as [string, ...string[]]).describe('Whose downloads.'),
  }),
  needs: ['dockerfile'],
  why: 'A layer is used again whole or not at all; a cache mount outlives it, so that a changed lockfile downloads only what is new.',
  sameAs: { other: ['https://docs.docker.com/build/cache/optimize/#use-cache-mounts'] },
  async judge(facts, { tool }) {
    const rules = TOOLS[tool] as Tool;
    const { dockerfile, stage } = await sourceOf(facts);
    const installs = stagesNeededBy(dockerfile, stage)
      .flatMap((one) =>
        withUsers(walk(dockerfile, one, facts.subject.buildArgs)).filter((step) => step.stage === one),
      )
      .filter(({ instruction }) => instruction.keyword === 'RUN' && rules.install.test(textOf(instruction)));
    const expected = `each ${tool} install with --mount=type=cache,target=${rules.caches[0]}`;
    const seeIt = `grep -n -A2 'mount=' ${dockerfile.file}`;
    const tryNext = `RUN --mount=type=cache,target=${rules.caches[0]} …`;
    if (installs.length === 0) {
      return fail({
        expected,
        actual: `nothing is installed with ${tool}`,
        evidence: [inFile(dockerfile, `no ${tool} install`)],
        tryNext,
        seeIt,
      });
    }
    const wrong = installs.flatMap((step) => problemOf(step, tool, rules) ?? []);
    if (wrong.length === 0) {
      return {
        ...pass(
          expected,
          installs.map((step) => stageName(step.stage)).join(', '),
          installs.map((step) => at(dockerfile, step.instruction)),
        ),
        seeIt,
      };
    }
    return fail({
      expected,
      actual: wrong.map((one) => one.problem).join('; '),
      evidence: wrong.map((one) => lineOf(dockerfile, one.step)),
      tryNext,
      seeIt,
    });
  },
});

/** A step with the name of the user that it runs as. */
type AsUser = At & { user: string };

function withUsers(steps: At[]): AsUser[] {
  let user = 'root';
  return steps.map((step) => {
    const { keyword, args } = step.instruction;
    if (keyword === 'USER') user = step.fill(args[0] ?? '').split(':')[0] || 'root';
    return { ...step, user };
  });
}

/** A tool's cache folder for another user than root, by the usual place of homes. */
const homeOf = (cache: string, user: string): string =>
  user === 'root' || user === '0' ? cache : cache.replace(/^\/root(?=\/)/, `/home/${user}`);

const lineOf = (dockerfile: Dockerfile, step: At) => at(dockerfile, step.instruction);
const textOf = ({ text, heredocs }: At['instruction']) =>
  [text, ...heredocs.map((doc) => doc.content)].join('\n');

function problemOf(step: AsUser, tool: string, { caches }: Tool): { step: At; problem: string } | undefined {
  const targets = mountsOf(step.instruction)
    .filter(({ type }) => type === 'cache')
    .map(({ target }) => posix.resolve(step.workdir, step.fill(target)));
  const stage = stageName(step.stage);
  if (targets.length === 0) return { step, problem: `no cache mount in ${stage}` };
  // A tool may be told where its cache is: then the mount has to be there.
  const told = /--cache(?:-dir)?[= ](\S+)/.exec(textOf(step.instruction))?.[1];
  const wanted = told
    ? [posix.resolve(step.workdir, step.fill(told))]
    : caches.map((cache) => homeOf(cache, step.user));
  const fits = targets.some((target) =>
    wanted.some((cache) => target === cache || cache.startsWith(`${target}/`)),
  );
  if (fits) return undefined;
  return { step, problem: `in ${stage} it is at ${targets.join(', ')}, where ${tool} keeps nothing` };
}
