import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { buildFailure } from '../../../src/engine/docker/failure.ts';
import { imageFacts, imagePath } from '../../../src/engine/docker/image.ts';
import { engineInfo } from '../../../src/engine/docker/info.ts';
import {
  fuzzRuns,
  fuzzTimeout,
  hostileText,
  spoiledJson,
  stringsIn,
  UNPRINTABLE,
} from '../../helpers/hostile.ts';

const recorded = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../fixtures/engine/answers/${name}.json`, import.meta.url), 'utf8'));

function expectPrintable(value: unknown): void {
  for (const text of stringsIn(value)) expect(text).not.toMatch(UNPRINTABLE);
}

it('an image of whatever names, labels and history is facts that can be shown', {
  timeout: fuzzTimeout(200),
}, () => {
  const inspected = spoiledJson(recorded('engine28-graphdriver-image-inspect'));
  const history = spoiledJson(recorded('engine28-graphdriver-image-history'));
  fc.assert(
    fc.property(inspected, history, (image, entries) => {
      const { ref: _, layerDigests: __, ...facts } = imageFacts('x', image as never, entries as never);
      // What is passed to the engine again stays as it is.
      const { env: _env, entrypoint: _entry, cmd: _cmd, ...config } = facts.config;
      expectPrintable({ ...facts, id: '', config });
    }),
    { numRuns: fuzzRuns(200) },
  );
});

it('an engine that says whatever of itself is shown without harm', { timeout: fuzzTimeout(200) }, () => {
  const endpoint = { url: 'unix:///x', foundBy: 'test' } as never;
  fc.assert(
    fc.property(
      spoiledJson(recorded('engine2010-version')),
      spoiledJson(recorded('engine2010-info')),
      (version, info) => {
        expectPrintable(engineInfo(version as never, info as never, { podman: false, endpoint }));
      },
    ),
    { numRuns: fuzzRuns(200) },
  );
});

it('a build that fails with whatever words is told on one printable line', {
  timeout: fuzzTimeout(200),
}, () => {
  fc.assert(
    fc.property(hostileText, hostileText, (error, name) => {
      const { message } = buildFailure({
        error: `failed to solve: ${error}`,
        step: { id: 's', name: `[1/2] RUN ${name}` },
        log: [],
        syntaxLine: undefined,
        imageUse: () => undefined,
      });
      expectPrintable(message);
      expect(message).not.toContain('\n');
    }),
    { numRuns: fuzzRuns(200) },
  );
});

it('a name never leaves its place in the path of a request', { timeout: fuzzTimeout(200) }, () => {
  fc.assert(
    fc.property(
      hostileText.filter((text) => !/\p{Surrogate}/u.test(text)),
      (name) => {
        const path = imagePath(name, 'json');
        expect(path).toMatch(/^\/images\/[\w.~!*'()%:@/-]*\/json$/);
      },
    ),
    { numRuns: fuzzRuns(200) },
  );
});
