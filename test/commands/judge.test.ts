import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decompress } from 'fzstd';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cli, cliJson } from '../helpers/cli.ts';
import { descriptor, dockerArchive, ociArchive, ociBlobs } from '../image/make.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'docker-labs-judge-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

interface Judged {
  engine: unknown;
  checks: { id: string; status: string; confidence: string; seeIt?: string; evidence: { line?: number }[] }[];
  summary: Record<string, number>;
}
async function judge(...args: string[]): Promise<Judged & { code: number | undefined }> {
  const { code, json } = await cliJson(dir, ['judge', ...args]);
  return { ...(json as never as Judged), code };
}
const status = (judged: Judged, id: string) => judged.checks.find((check) => check.id === id)?.status;

describe('judge, on a Dockerfile alone', () => {
  it('reads like a review, without an engine and all predicted', async () => {
    const judged = await judge('-f', fixture('material/Dockerfile.go'));
    expect(judged.engine).toBeNull();
    expect(judged.checks.every((check) => check.confidence === 'predicted')).toBe(true);
    expect(status(judged, 'user.nonroot')).toBe('fail');
    expect(status(judged, 'base.supported')).toBe('warn');
    expect(judged.code).toBe(1);
  });

  it('judges just what is asked, and blames the line', async () => {
    const judged = await judge('-f', fixture('material/Dockerfile.optimize'), '--check', 'syntax.directive');
    expect(judged.checks).toHaveLength(1);
    expect(judged.checks[0]).toMatchObject({ status: 'fail', evidence: [{ line: 2 }] });
  });

  it('ends with 0 when all that was asked holds, 3 when it cannot be judged here', async () => {
    const file = fixture('material/Dockerfile.basic');
    expect((await judge('-f', file, '--check', 'user.nonroot')).code).toBe(0);
    expect((await judge('-f', file, '--check', 'run.responds')).code).toBe(3);
  });

  it('passes parse for what BuildKit parses, and fails it with the line otherwise', async () => {
    writeFileSync(join(dir, 'Dockerfile'), 'FROM scratch\nRUNN true\n');
    const judged = await judge('-f', 'Dockerfile', '--check', 'parse');
    expect(judged.checks[0]).toMatchObject({ status: 'fail', evidence: [{ line: 2 }] });
  });

  it('takes checks with args from the command line and from a spec file', async () => {
    const file = fixture('material/Dockerfile.basic');
    expect(status(await judge('-f', file, '--check', 'stages.count={"min":3}'), 'stages.count')).toBe('fail');
    writeFileSync(join(dir, 'spec.yaml'), 'checks:\n  - id: stages.count\n    args: { min: 2 }\n');
    expect((await judge('-f', file, '--spec', 'spec.yaml')).code).toBe(0);
  });

  it.each([
    ['an unknown check', ['--check', 'user.noroot'], 'user.nonroot'],
    ['args that are no JSON', ['--check', 'stages.count={min:3}'], 'size.max='],
    ['args that do not fit', ['--check', 'stages.count={"least":3}'], 'min'],
  ])('answers %s with exit code 2 and what it takes', async (_, args, hint) => {
    const run = await cli(dir, ['judge', '-f', fixture('material/Dockerfile.basic'), ...args]);
    expect(run.code).toBe(2);
    expect(run.err).toContain(hint);
  });

  it('names file and line of what is wrong in a spec file', async () => {
    writeFileSync(join(dir, 'spec.yaml'), 'checks:\n  - id: stages.count\n    arg: {}\n');
    const run = await cli(dir, ['judge', '-f', fixture('material/Dockerfile.basic'), '--spec', 'spec.yaml']);
    expect(run).toMatchObject({ code: 2 });
    expect(run.err).toContain('spec.yaml:3');
  });

  it('writes a JUnit report', async () => {
    const run = await cli(dir, [
      'judge',
      '-f',
      fixture('material/Dockerfile.go'),
      '--check',
      'user.nonroot',
      '--junit',
    ]);
    expect(run.out).toMatch(/<testsuite [^>]*tests="1" failures="1"/);
    expect(run.out).toContain('name="user.nonroot"');
  });
});

describe('judge, on an image in a file', () => {
  const archive = `docker-archive:${fixture('image/test-docker-image.tar')}`;

  it('measures it without any engine', async () => {
    const judged = await judge(
      archive,
      '--check',
      'layers.waste={"efficiency":0.98}',
      '--check',
      'size.max={"bytes":1220598}',
    );
    expect(judged).toMatchObject({ engine: null, code: 0 });
    expect(judged.checks.map((check) => check.confidence)).toEqual(['measured', 'measured']);
  });

  it('has the figures of dive for it', async () => {
    const exact = (id: string, args: object) => ['--check', `${id}=${JSON.stringify(args)}`];
    const held = await judge(
      archive,
      ...exact('size.max', { bytes: 1_220_598 }),
      ...exact('layers.waste', { efficiency: 0.9844212134184309 }),
    );
    expect(held.summary).toMatchObject({ pass: 2 });
    const missed = await judge(
      archive,
      ...exact('size.max', { bytes: 1_220_597 }),
      ...exact('layers.waste', { efficiency: 0.984421213418431 }),
    );
    expect(missed.summary).toMatchObject({ fail: 2 });
    expect(JSON.stringify(missed.checks)).toMatch(/32(?:\.0)? kB|32,?025/);
  });

  it('passes over what is about images of another kind', async () => {
    const judged = await judge(archive);
    // It has a shell and a list of users, and is no Python program.
    for (const id of ['elf.static', 'user.numeric', 'pip.clean'])
      expect(status(judged, id), id).toBe('unknown');
    expect(status(judged, 'user.nonroot')).toBe('fail');
    expect(status(await judge(archive, '--check', 'user.numeric'), 'user.numeric')).toBe('fail');
  });

  it.each([
    ['gzip', `oci-archive:${fixture('image/test-oci-gzip-image.tar')}`],
    ['no compression', archive],
  ])('reads layers with %s', async (_, image) => {
    const judged = await judge(image, '--check', 'secret.layers', '--check', 'layers.waste');
    expect(judged).toMatchObject({ engine: null, code: 0, summary: { pass: 2 } });
  });

  it('reads layers with zstd', async () => {
    const packed = readFileSync(fixture('image/layer.tar.zst'));
    const { blobs, manifest } = ociBlobs({ layers: [Buffer.from(decompress(packed))] }, () => packed);
    const index = { manifests: [descriptor(manifest)] };
    writeFileSync(join(dir, 'image.tar'), await ociArchive(index, blobs));
    const present = 'files.present={"paths":["/app/note.txt"]}';
    const judged = await judge('oci-archive:image.tar', '--check', present, '--check', 'secret.layers');
    expect(judged).toMatchObject({ engine: null, code: 0, summary: { pass: 2 } });
  });

  it('shows with its own inspect what no engine knows by name', async () => {
    const { checks } = await judge(archive, '--check', 'user.nonroot');
    expect(checks[0]?.seeIt).toBe(`docker-labs inspect ${archive}`);
  });

  it('asks for no account where no USER is set: an image without a passwd starts as number 0', async () => {
    writeFileSync(join(dir, 'image.tar'), await dockerArchive({ layers: [Buffer.alloc(1024)] }));
    expect(status(await judge('docker-archive:image.tar'), 'user.exists')).toBe('pass');
  });

  it('says what it finds wrong', async () => {
    const judged = await judge(
      archive,
      '--check',
      'size.max={"bytes":1220597}',
      '--check',
      'files.present={"paths":["/nope"]}',
    );
    expect(judged.code).toBe(1);
    expect(judged.summary).toMatchObject({ fail: 2 });
  });

  it('refuses what is no image with exit code 2', async () => {
    writeFileSync(join(dir, 'no.tar'), 'no tar at all');
    const { code, json } = await cliJson(dir, ['judge', 'docker-archive:no.tar']);
    expect(code).toBe(2);
    expect(json).toMatchObject({ error: { code: 'bad-file' } });
  });
});
