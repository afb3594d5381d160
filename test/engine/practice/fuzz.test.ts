import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BuildContext } from '../../../src/dockerfile/context.ts';
import { openContext } from '../../../src/dockerfile/open-context.ts';
import { createPracticeEngine } from '../../../src/engine/practice/engine.ts';
import { fuzzRuns, fuzzTimeout } from '../../helpers/hostile.ts';
import { CASES, layOut, PIECES } from './corpus.ts';

// Whatever is written in a Dockerfile, a prediction ends: with an image or with a failure, never with a crash.
const LINES = [...new Set(CASES.flatMap((one) => one.dockerfile.split('\n')))].filter((line) => line !== '');
let context: BuildContext;
let remove: () => Promise<void>;

beforeAll(async () => {
  const laid = await layOut({
    dockerfile: 'FROM scratch\n',
    files: {
      'package.json': '{"scripts":{"build":"tsc && x"}}',
      'package-lock.json': '{"packages":{"":{}}}',
    },
  });
  remove = laid.remove;
  context = await openContext(laid.dir, 'Dockerfile');
});
afterAll(() => remove());

it('never crashes', { timeout: 60_000 + fuzzTimeout(400) }, async () => {
  const engine = createPracticeEngine();
  const line = fc.oneof(
    fc.constantFrom(...LINES),
    fc.constantFrom(...PIECES),
    fc.string({ maxLength: 30 }).map((text) => `RUN ${text}`),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(
        'FROM scratch',
        'FROM node:24-alpine',
        'FROM python:3.13-slim AS n',
        'FROM unknown/thing',
      ),
      fc.array(line, { maxLength: 12 }),
      async (first, rest) => {
        await writeFile(join(context.dir, 'Dockerfile'), [first, ...rest].join('\n'));
        const outcome = await engine.build({ context, dockerfile: 'Dockerfile', tag: 'fuzz:x' }, () => {});
        if (!outcome.ok) {
          expect(outcome.failure.message).not.toMatch(/[\u0000-\u001f]/);
          return;
        }
        const [image, files] = [await engine.image('fuzz:x'), await engine.files('fuzz:x', () => 100)];
        expect(image?.size).toBeGreaterThanOrEqual(0);
        for (const [path, entry] of files.entries) expect(entry.path).toBe(path);
      },
    ),
    { numRuns: fuzzRuns(400) },
  );
});
