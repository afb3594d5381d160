// Records the facts about the images of test/helpers/verdict-cases.ts, as a real engine tells them, for the
// unit tests of the checks: DOCKER_HOST=… npx tsx test/e2e/record-facts.ts
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gatherFacts } from '../../src/checks/facts.ts';
import type { RunMode, SubjectFacts } from '../../src/checks/types.ts';
import { removeImage, testEngine } from '../helpers/engine.ts';
import { keepsOfTable } from '../helpers/judge-expected.ts';
import { RECORDS, type RecordedFacts } from '../helpers/recorded-facts.ts';
import { EXPECTED, IMAGES, type ImageCase } from '../helpers/verdict-cases.ts';

/** Of the base, and nothing that a check of ours looks at: left out, so that a record can be read. */
const LEFT_OUT = /^\/(usr\/(local\/)?(lib|share|include)|lib|lib64|var\/lib|dev|proc|sys)\//;

const engine = await testEngine();
for (const [name, image] of Object.entries(IMAGES)) await record(name, image);
await engine.close();

async function record(name: string, { files, run }: ImageCase): Promise<void> {
  const contextDir = await mkdtemp(join(tmpdir(), 'docker-labs-record-'));
  const tag = `docker-labs-record:${name}`;
  try {
    for (const [path, content] of Object.entries(files)) await writeFile(join(contextDir, path), content);
    const subject = { name, tag, contextDir, dockerfile: 'Dockerfile', ...(run ? { run } : {}) };
    const facts = gatherFacts({ subjects: [subject], engine, keeps: keepsOfTable() }).subject(name);
    await mkdir(RECORDS, { recursive: true });
    const recorded = await recordOf(name, facts);
    await writeFile(join(RECORDS, `${name}.json`), `${JSON.stringify(recorded, undefined, 1)}\n`);
  } finally {
    await rm(contextDir, { recursive: true, force: true });
    await removeImage(engine, tag).catch(() => undefined);
  }
}

async function recordOf(name: string, facts: SubjectFacts): Promise<RecordedFacts> {
  const image = await facts.image();
  const files = await facts.files();
  const kept = (keepsOfTable().get(name) ?? []).flatMap((rule) => rule(image));
  const content = [...new Set(kept)].flatMap((path) => {
    const bytes = files.content(path);
    const at = files.resolve(path)?.path;
    // Headers are enough of a program; accounts and texts are short.
    return bytes && at ? [[at, bytes.subarray(0, 4096).toString('base64')] as const] : [];
  });
  const { layers, efficiency } = await facts.layers();
  const build = await facts.build();
  return {
    build: { ...build, steps: [] },
    image,
    files: [...files.entries.values()].filter((entry) => !LEFT_OUT.test(entry.path)),
    content: Object.fromEntries(content),
    layers: { layers: layers.map((layer) => ({ ...layer, entries: [] })), efficiency },
    secrets: await facts.layerSecrets(),
    runs: await runsOf(name, facts),
  };
}

/** Only the ways of running it that the table asks for: each costs a container. */
async function runsOf(name: string, facts: SubjectFacts): Promise<RecordedFacts['runs']> {
  const rows = EXPECTED.filter((row) => row.image === name);
  const modes = new Set<RunMode>();
  for (const { id, args } of rows) {
    if (/^(run|health\.becomes|pid1)/.test(id)) modes.add('plain');
    if (id !== 'run.hardened') continue;
    const [flag] = (args as { flags?: RunMode[] } | undefined)?.flags ?? [];
    modes.add(flag ?? 'hardened');
  }
  const runs: RecordedFacts['runs'] = {};
  for (const mode of modes) runs[mode] = await facts.run(mode);
  return runs;
}
