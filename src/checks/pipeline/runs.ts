import { randomBytes } from 'node:crypto';
import type { BuildEvent, BuildStep, Engine } from '../../engine/types.ts';
import { NotJudgeable } from '../../errors.ts';
import type { Play } from '../script-plays.ts';
import { runScript } from '../script-sandbox.ts';
import { type DockerClient, dockerClient } from './client.ts';
import { breakBuild, commitAll, needGit, writeDockerConfig } from './copy.ts';
import { pipelineCommands } from './docker-wrapper.ts';
import { namesIn, readNotes } from './notes.ts';
import { openRegistry, type Registry } from './registry.ts';
import { listTags, readTag } from './registry-api.ts';
import { TITLES } from './stages.ts';
import { CASES, type PipelineCase, type PipelineReport, type PipelineRun, type PushedTag } from './types.ts';

/** A build may have to fetch its base. Milliseconds. */
const TIMEOUT = 10 * 60_000;

const PLAYS: Record<PipelineCase, Play> = {
  good: 'clean',
  vulnerable: 'findings',
  'scanner-broke': 'crash',
  'build-fails': 'clean',
};

export interface PipelineOptions {
  engine: Engine;
  /** Absolute: the lab's folder. */
  dir: string;
  /** The script in it, and the shell that reads it. */
  script: string;
  shell: 'bash' | 'sh';
  /** The Dockerfile that is broken for the case of a build that fails. */
  dockerfile: string;
  /** A registry that somebody else opens and closes; without it one is opened here. */
  registry?: (() => Promise<Registry>) | undefined;
  /** Gets the image that the good run pushed, as the registry has it, before its names are removed. */
  onPushed?: (ref: string) => Promise<void>;
  onEvent: (event: BuildEvent) => void;
  signal?: AbortSignal | undefined;
}

/**
 * Runs a learner's pipeline for real, case by case: in a copy of the lab's folder that is a repository with a commit
 * of its own, with the real docker client and engine, without logins, against a local registry. Only the scanner is
 * played. Where the good run pushes nothing, there is nothing that the others could show, and they are not run.
 * Names that the runs gave images are removed from the engine, and the registry with its content goes.
 *
 * @throws NotJudgeable without a client that builds, without git, or on Podman; EngineError; Interrupted
 */
export async function runPipeline(options: PipelineOptions): Promise<PipelineReport> {
  const { engine, script, signal } = options;
  const info = await engine.info(signal);
  if (info.kind === 'podman') {
    throw new NotJudgeable(
      'A pipeline is judged on Docker: its script calls docker build with BuildKit, which Podman does not have.',
      'Judge it on a machine with Docker.',
      'tool-broke',
    );
  }
  const client = await dockerClient();
  await needGit();
  const registry = await (options.registry?.() ?? openRegistry(engine, signal));
  // Names of its own in the registry, so that runs side by side do not meet.
  const namespace = `p${randomBytes(4).toString('hex')}`;
  const run = (what: PipelineCase) =>
    runCase(what, options, { client, registry, namespace, endpoint: info.endpoint });
  const runs: PipelineRun[] = [];
  let whole = false;
  try {
    const [good, ...others] = CASES;
    const first = await run(good);
    runs.push(first);
    const [pushed] = first.pushed;
    if (pushed) {
      await options.onPushed?.(await pushedRef(engine, pushed, signal));
      runs.push(...(await Promise.all(others.map(run))));
    }
    whole = true;
    return { script, registry: registry.name, client: `${client.path}, ${client.version}`, runs };
  } finally {
    const below = `${registry.name}/${namespace}-`;
    const names = runs.flatMap(({ calls, pushed }) => [
      ...namesIn(calls, below),
      ...pushed.map(({ repository, tag }) => `${repository}:${tag}`),
    ]);
    await removeNames(engine, names);
    if (!whole) await removeBelow(engine, below);
    if (!options.registry) await registry.close();
  }
}

/** By name: an image that has another one, too, stays. */
async function removeNames(engine: Engine, names: string[]): Promise<void> {
  for (const name of new Set(names))
    await engine.remove({ type: 'image', id: name, name }).catch(() => undefined);
}

/** What a run that was stopped had built: it carries our label, and is found by its name. */
async function removeBelow(engine: Engine, below: string): Promise<void> {
  for (let left = 10; left > 0; left -= 1) {
    const ours = await engine.ours().catch(() => []);
    const names = ours.map(({ name }) => name).filter((name) => name.startsWith(below));
    if (names.length === 0) return;
    await removeNames(engine, names);
  }
}

interface Surroundings {
  client: DockerClient;
  registry: Registry;
  namespace: string;
  endpoint: string;
}

async function runCase(
  what: PipelineCase,
  { dir, script, shell, dockerfile, onEvent, signal }: PipelineOptions,
  { client, registry, namespace, endpoint }: Surroundings,
): Promise<PipelineRun> {
  const below = `${namespace}-${what}`;
  const prefix = `${registry.name}/${below}`;
  const startedAt = Date.now();
  const tell = (change: Partial<BuildStep>) =>
    onEvent({ type: 'step', step: { ...step(what, script), ...change } });
  tell({ status: 'running' });
  let revision = '';
  const result = await runScript({
    dir,
    path: script,
    args: [],
    shell,
    commands: pipelineCommands({ client: client.path, prefix: `${prefix}/`, play: PLAYS[what] }),
    env: { ...engineEnv(endpoint), REGISTRY: prefix },
    timeout: TIMEOUT,
    onOutput: wholeLines((text) => onEvent({ type: 'log', stepId: what, text })),
    prepare: async (copy, home) => {
      await writeDockerConfig(home);
      if (what === 'build-fails') await breakBuild(copy, dockerfile);
      revision = await commitAll(copy, `${below}: ${TITLES[what]}`);
    },
    signal,
  });
  const ms = Date.now() - startedAt;
  // What has to stop is done when it stopped.
  const right = (result.exitCode === 0) === (what === 'good') && !result.timedOut;
  tell({ status: right ? 'done' : 'failed', ms });
  const notes = readNotes(result.calls);
  const pushed = await pushedBelow(registry, below, namesIn(notes.calls, `${prefix}/`));
  return {
    case: what,
    revision,
    exitCode: result.exitCode,
    startedAt,
    ms,
    output: result.output,
    ...notes,
    pushed,
  };
}

/** Hands pieces of text on in whole lines. */
function wholeLines(tell: (text: string) => void): (piece: string) => void {
  let rest = '';
  return (piece) => {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) tell(lines.join('\n'));
  };
}

function step(what: PipelineCase, script: string): BuildStep {
  const instruction = `./${script}: ${TITLES[what]}`;
  return {
    id: what,
    name: `[pipeline] ${instruction}`,
    stage: 'pipeline',
    instruction,
    internal: false,
    status: 'waiting',
    inputs: [],
  };
}

/** The engine that is judged on, and what it takes to reach it. No other variable of the learner's gets through. */
function engineEnv(endpoint: string, env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const kept = ['DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH', 'SSH_AUTH_SOCK'];
  const passed = kept.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  return { DOCKER_HOST: endpoint, ...Object.fromEntries(passed) };
}

/** All tags that a run left below its part of the registry, as the registry itself tells. */
async function pushedBelow(registry: Registry, below: string, names: string[]): Promise<PushedTag[]> {
  const host = `${registry.name.split('/')[0]}/`;
  const named = names.map((name): [string, string] => {
    const [path = '', tag = 'latest'] = name.replace(/@.*$/, '').slice(host.length).split(':');
    return [path, tag];
  });
  const found = registry.ours ? await listTags(registry, below) : named;
  const unique = new Map(found.map(([path, tag]) => [`${path}:${tag}`, [path, tag] as const]));
  const tags = await Promise.all([...unique.values()].map(([path, tag]) => readTag(registry, path, tag)));
  return tags.filter((tag) => tag !== undefined);
}

/** A name by which the engine has exactly what the registry has; it is fetched where the engine's is another. */
async function pushedRef(engine: Engine, pushed: PushedTag, signal?: AbortSignal): Promise<string> {
  const name = `${pushed.repository}:${pushed.tag}`;
  const there = await engine.image(name, signal);
  if (there && pushed.ids.includes(there.id)) return there.id;
  const exact = `${pushed.repository}@${pushed.digest}`;
  await engine.tools?.pull(exact, () => {}, signal);
  return exact;
}
