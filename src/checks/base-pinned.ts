import * as z from 'zod';
import { listed } from '../text/counted.ts';
import { externalBases } from './bases.ts';
import { at, defineKind, fail, pass } from './kind.ts';

export const basePinned = defineKind({
  id: 'base.pinned',
  title: 'each base image has a digest, or a tag other than latest',
  args: z.strictObject({}),
  needs: ['dockerfile'],
  why: 'Without a version the base is whatever the registry serves on the day of the build; the same file then builds different images.',
  sameAs: {
    hadolint: ['DL3006', 'DL3007'],
    dockle: ['DKL-DI-0006'],
    trivy: ['DS001'],
    differs:
      'ARGs are filled in through all levels, where hadolint passes over FROM $BASE; a port of a registry is no tag.',
  },
  async judge(facts) {
    const dockerfile = await facts.dockerfile();
    const bases = externalBases(dockerfile, facts.subject.buildArgs);
    const expected = 'each base image with a digest, or a tag other than latest';
    const loose = bases.filter((base) => base.problem !== undefined);
    if (loose.length === 0) {
      const names = [...new Set(bases.map((base) => base.image))];
      return pass(
        expected,
        names.length > 0 ? listed(names) : 'no base from outside',
        bases.map((base) => at(dockerfile, base.stage.from)),
      );
    }
    return fail({
      expected,
      actual: listed(loose.map((base) => `${base.image} (${base.problem})`)),
      evidence: loose.map((base) => at(dockerfile, base.stage.from)),
      tryNext: 'Name a version in the tag, as in node:24-alpine.',
      seeIt: `grep -in '^FROM\\|^ARG' ${dockerfile.file}`,
    });
  },
});
