import { Readable } from 'node:stream';
import { buffer, text as readText } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { cut } from '../../src/dockerfile/go-text.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { exposedPorts } from '../../src/dockerfile/ports.ts';
import {
  type EffectiveCommand,
  effectiveCmd,
  effectiveEntrypoint,
  effectiveUser,
  effectiveWorkdir,
  stageChain,
} from '../../src/dockerfile/queries.ts';
import { resolveStages } from '../../src/dockerfile/resolve.ts';
import type { ResolvedInstruction, ResolvedStage } from '../../src/dockerfile/resolved.ts';
import { Client } from '../../src/engine/docker/client.ts';
import { parseHost } from '../../src/engine/endpoint.ts';
import { OUR_LABEL } from '../../src/engine/types.ts';
import { testEngine } from '../helpers/engine.ts';
import { ACCEPTED, REFUSED, type Sample } from './dockerfile-corpus.ts';

let client: Client;
let apiVersion: string;
const made = new Set<string>();

beforeAll(async () => {
  const engine = await testEngine();
  const { endpoint: url, kind, apiVersion: version } = await engine.info();
  await engine.close();
  if (kind !== 'docker') throw new Error(`${kind} has a parser of its own; these tests ask BuildKit`);
  client = new Client(
    { url, foundBy: 'test', explicit: true, transport: parseHost(url, process.platform) },
    process.env,
  );
  apiVersion = version;
});
afterAll(async () => {
  for (const id of made) await client.find('DELETE', `/images/${id}`, { query: { force: true } });
  client.close();
});

/** `1.9` is older than `1.41`. */
function isOlder(version: string, than: string): boolean {
  return Number(version.split('.')[1]) < Number(than.split('.')[1]);
}

function skipOlder({ since }: Sample, context: TestContext): void {
  if (since === undefined || !isOlder(apiVersion, since)) return;
  context.skip(`this engine's API is ${apiVersion}; engines read it this way since ${since}`);
}

/** What BuildKit itself makes of a Dockerfile: straight through the API, none of our own code's judgement in between. */
async function build({ text, buildArgs = {}, target }: Sample): Promise<{ id?: string; error?: string }> {
  const tar = pack();
  tar.entry({ name: 'Dockerfile' }, text);
  tar.entry({ name: 'a' }, 'a');
  tar.entry({ name: 'b/c' }, 'c');
  tar.finalize();
  const body = await buffer(tar);
  const answer = await client.stream('POST', '/build', {
    query: {
      version: '2',
      buildargs: JSON.stringify(buildArgs),
      labels: JSON.stringify({ [OUR_LABEL]: 'true' }),
      target,
    },
    headers: { 'Content-Type': 'application/x-tar' },
    file: Readable.from([body]),
  });
  const lines = (await readText(answer)).split('\n').filter((line) => line.trim() !== '');
  const result: { id?: string; error?: string } = {};
  for (const line of lines.map((one) => JSON.parse(one) as Record<string, unknown>)) {
    if (typeof line.error === 'string') result.error = line.error;
    if (line.id === 'moby.image.id') result.id = (line.aux as { ID: string }).ID;
  }
  if (result.id) made.add(result.id);
  return result;
}

function ours({ text, buildArgs, target }: Sample) {
  const file = parseDockerfile(text, 'Dockerfile');
  const resolved = resolveStages(file, {
    ...(buildArgs ? { buildArgs } : {}),
    ...(target ? { target } : {}),
  });
  return { resolved, errors: [...file.errors, ...resolved.errors] };
}

interface Config {
  Labels?: Record<string, string> | null;
  Env?: string[] | null;
  User?: string;
  WorkingDir?: string;
  Entrypoint?: string[] | null;
  Cmd?: string[] | null;
  ExposedPorts?: Record<string, object> | null;
}

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The image's configuration, as our reading of the Dockerfile has it. */
function expected(stage: ResolvedStage): Required<Config> {
  const chain = stageChain(stage).reverse();
  const own = ({ instruction }: ResolvedInstruction) => instruction.keyword;
  const all = chain.flatMap((one) => one.instructions);
  const labels = all
    .filter((one) => own(one) === 'LABEL')
    .flatMap(({ args }) => args.map((word) => cut(word, '=')));
  const ports = all.filter((one) => own(one) === 'EXPOSE').flatMap(({ args }) => args.flatMap(portsOf));
  const shell = all.findLast((one) => own(one) === 'SHELL')?.args ?? ['/bin/sh', '-c'];
  const command = (found: EffectiveCommand | undefined) =>
    found === undefined || found.exec ? (found?.words ?? []) : [...shell, ...found.words];
  return {
    Labels: { ...Object.fromEntries(labels), [OUR_LABEL]: 'true' },
    Env: [`PATH=${DEFAULT_PATH}`, ...stage.env.entries().map(([name, value]) => `${name}=${value}`)],
    User: effectiveUser(stage)?.value ?? '',
    WorkingDir: effectiveWorkdir(stage)?.value ?? '/',
    Entrypoint: command(effectiveEntrypoint(stage)),
    Cmd: command(effectiveCmd(stage)),
    ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])),
  };
}

function portsOf(word: string): string[] {
  const read = exposedPorts(word);
  return 'ports' in read ? read.ports : [];
}

/** What the engine leaves out when it is empty, filled in. */
function measured(config: Config): Required<Config> {
  return {
    Labels: config.Labels ?? {},
    Env: config.Env ?? [],
    User: config.User ?? '',
    WorkingDir: config.WorkingDir || '/',
    Entrypoint: config.Entrypoint ?? [],
    Cmd: config.Cmd ?? [],
    ExposedPorts: config.ExposedPorts ?? {},
  };
}

describe('what BuildKit accepts, we accept, and read the same image from it', () => {
  it.for(ACCEPTED)('$name', async (sample, context) => {
    skipOlder(sample, context);
    const { id, error } = await build(sample);
    expect(error).toBeUndefined();
    const { resolved, errors } = ours(sample);
    expect(errors).toEqual([]);
    const image = await client.json<{ Config: Config }>('GET', `/images/${id}/json`);
    if (!resolved.target) throw new Error('no target');
    expect(expected(resolved.target)).toEqual(measured(image.Config));
  });
});

describe('what BuildKit refuses, we refuse, at the same line and in its words', () => {
  it.for(REFUSED)('$name', async (sample, context) => {
    skipOlder(sample, context);
    const { error } = await build(sample);
    expect(error).toBeDefined();
    const [first] = ours(sample).errors;
    expect(first).toBeDefined();
    const line = /line (\d+):/.exec(error ?? '')?.[1];
    if (line !== undefined) expect(first?.line).toBe(Number(line));
    // Before 25.0 some of the words were others.
    if (!isOlder(apiVersion, '1.44')) expect(plain(error)).toContain(plain(first?.message));
  });
});

/** Of words that are equally near BuildKit suggests any; and 64 KiB of a line are cut off where we print them. */
function plain(message = ''): string {
  return message.replace(/ \(did you mean .*?\?\)/, '').trim();
}
