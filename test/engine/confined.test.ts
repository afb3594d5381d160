import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { confine } from '../../src/engine/confined.ts';
import type { BuildFailure, BuildRequest, Engine } from '../../src/engine/types.ts';

/** What a confined build says of a step that fails in that way. */
async function said(kind: BuildFailure['kind'], network = false): Promise<BuildFailure | undefined> {
  const asked: BuildRequest[] = [];
  const engine = {
    async build(request: BuildRequest) {
      asked.push(request);
      return { ok: false, failure: { kind, message: 'npm ci failed' }, steps: [], warnings: [], ms: 1 };
    },
  } as unknown as Engine;
  const limits = { network, memory: 1e9, cpus: 1, pids: 100, trusts: () => false };
  const request = { context: { dir: tmpdir() }, dockerfile: 'Dockerfile' } as unknown as BuildRequest;
  const outcome = await confine(engine, limits).build(request, () => {});
  expect(asked[0]?.network).toBe(network ? undefined : 'none');
  return outcome.ok ? undefined : outcome.failure;
}

it.each(['run', 'network'] as const)(
  'blames nobody for a step (%s) that has no network, and says how to give it one',
  async (kind) => {
    expect(await said(kind)).toEqual({
      kind: 'network',
      message: 'npm ci failed (builds have no network here; --network gives them one)',
    });
  },
);

it('leaves other failures, and those of builds that had a network, as they are', async () => {
  expect(await said('syntax')).toEqual({ kind: 'syntax', message: 'npm ci failed' });
  expect(await said('run', true)).toEqual({ kind: 'run', message: 'npm ci failed' });
});
