import { posix } from 'node:path';
import * as z from 'zod';
import { mountsOf } from '../dockerfile/mount.ts';
import type { Dockerfile, Instruction, Stage } from '../dockerfile/types.ts';
import { NotJudgeable } from '../errors.ts';
import { listed } from '../text/counted.ts';
import { commandsOf, installerOf, type Tool, toolOf } from './installs.ts';
import { at, defineKind, fail, pass } from './kind.ts';
import { chainOf, copiesContext, sourcesOf } from './view.ts';

export const cacheOrder = defineKind({
  id: 'cache.order',
  title: 'dependency manifests are copied and installed before the source',
  args: z.strictObject({}),
  needs: ['dockerfile'],
  why: 'A changed file makes its COPY run again, and everything below it. With the source above the installation, each edit installs all dependencies anew.',
  async judge(facts) {
    const dockerfile = await facts.dockerfile();
    const installs = dockerfile.stages.flatMap((stage) => installsOf(stage));
    const lazy = dockerfile.stages.flatMap((stage) => lazyGoBuild(dockerfile, stage, installs));
    if (installs.length === 0 && lazy.length === 0) {
      throw new NotJudgeable(
        `${dockerfile.file} has no command that installs dependencies as a whole (npm ci, go mod download, pip install -r …).`,
        'There is nothing to put in order.',
      );
    }
    const expected = 'the lists of dependencies copied and installed before the source';
    const faults = [...installs.flatMap((install) => faultOf(dockerfile, install) ?? []), ...lazy];
    const [first] = faults;
    if (!first) {
      return pass(
        expected,
        listed(installs.map(({ run, tool }) => `${tool.id} at line ${run.line}`)),
        installs.map(({ run }) => at(dockerfile, run)),
      );
    }
    const { copy, install } = first.tool.example;
    return fail({
      expected,
      actual: listed(faults.map((fault) => fault.text)),
      evidence: faults.flatMap((fault) => fault.lines).map((line) => at(dockerfile, line)),
      tryNext: `First "${copy}", then "${install}", and the rest of the source below.`,
      seeIt: 'Change one source file and build again: the installation should say CACHED.',
    });
  },
});

interface Install {
  stage: Stage;
  run: Instruction;
  tool: Tool;
}

interface Fault {
  tool: Tool;
  text: string;
  lines: Instruction[];
}

function installsOf(stage: Stage): Install[] {
  return stage.instructions.flatMap((run) => {
    const tool = run.keyword === 'RUN' ? installerOf(run) : undefined;
    return tool ? [{ stage, run, tool }] : [];
  });
}

function faultOf(dockerfile: Dockerfile, { stage, run, tool }: Install): Fault | undefined {
  const above = before(dockerfile, stage, run);
  const early = above.filter((one) => copiesContext(one) && sourcesOf(one).some((word) => isSource(word)));
  if (early.length > 0) {
    const lines = listed(early.map((one) => `line ${one.line}`));
    return {
      tool,
      text: `the source is copied (${lines}) before ${tool.id} installs (line ${run.line})`,
      lines: [...early, run],
    };
  }
  const mounted = mountsOf(run).filter(({ type, from }) => type === 'bind' && from === undefined);
  if (mounted.some(({ source = '.' }) => isSource(source))) {
    return { tool, text: `line ${run.line} mounts the whole source while it installs`, lines: [run] };
  }
  return undefined;
}

/** All that ran before an instruction: the stages below its stage first. */
function before(dockerfile: Dockerfile, stage: Stage, run: Instruction): Instruction[] {
  const [own, ...bases] = chainOf(dockerfile, stage);
  const inherited = bases.reverse().flatMap((one) => one.instructions);
  return [...inherited, ...(own?.instructions.filter((one) => one.line < run.line) ?? [])];
}

/** `go build` without `go mod download` before it loads the modules itself, after the source was copied. */
function lazyGoBuild(dockerfile: Dockerfile, stage: Stage, installs: Install[]): Fault[] {
  const tool = toolOf('go');
  const build = stage.instructions.find(
    (one) =>
      one.keyword === 'RUN' &&
      commandsOf(one).some(([go, verb = '']) => go === 'go' && /^(build|install|test)$/.test(verb)),
  );
  if (!build || !tool) return [];
  const chain = chainOf(dockerfile, stage);
  if (installs.some((install) => install.tool.id === 'go' && chain.includes(install.stage))) return [];
  const copies = before(dockerfile, stage, build).filter(
    (one) => copiesContext(one) && sourcesOf(one).some((word) => isSource(word)),
  );
  if (copies.length === 0) return [];
  return [
    {
      tool,
      text: `go build (line ${build.line}) loads the modules itself, after the source was copied`,
      lines: [...copies, build],
    },
  ];
}

/** Settings that an installation reads and that seldom change; everything else counts as source. */
const SETTINGS =
  /^(\.[\w.-]*rc(\.\w+)?|\.tool-versions|\.python-version|\.node-version|\.nvmrc|Makefile|makefile|LICENSE|README(\.\w+)?|tsconfig[\w.*-]*\.json|lerna\.json|nx\.json|turbo\.json|patches|prisma|\.yarn|vendor|wheels|wheelhouse|certs?|[\w.-]+\.(crt|pem))$/i;

/** Is this COPY source more than lists of dependencies and settings? `.` and `*` hold everything. */
function isSource(word: string): boolean {
  const path = posix.normalize(word.replace(/^\//, '')).replace(/\/+$/, '');
  if (path === '.' || path === '' || /^\*+$/.test(path)) return true;
  const name = posix.basename(path);
  const isManifest = path.startsWith('requirements/') || MANIFESTS.some((manifests) => manifests.test(name));
  return !isManifest && !SETTINGS.test(name) && !SETTINGS.test(path.split('/')[0] ?? '');
}

const MANIFESTS = [
  /^(package\*?[\w.*-]*\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|pnpm-workspace\.yaml|yarn\.lock|bun\.lockb?|\.pnp\.\w+)$/,
  /^(requirements[\w.*-]*|constraints[\w.*-]*\.txt|pyproject\.toml|poetry\.lock|uv\.lock|Pipfile(\.lock|\*)?|setup\.(py|cfg))$/,
  /^(go\.\*|go\.(mod|sum|work|work\.sum))$/,
  /^(Gemfile(\.lock|\*)?|composer\.(json|lock)|Cargo\.(toml|lock)|pom\.xml|build\.gradle(\.kts)?|settings\.gradle(\.kts)?|gradle\.properties|[\w.*-]+\.csproj|[\w.*-]+\.sln|mix\.(exs|lock))$/,
];
