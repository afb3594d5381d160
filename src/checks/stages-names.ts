import * as z from 'zod';
import { findStage } from '../dockerfile/find-stage.ts';
import type { Dockerfile, Stage } from '../dockerfile/types.ts';
import { listed } from '../text/counted.ts';
import { at, defineKind, fail, inFile, pass } from './kind.ts';
import { stageName } from './view.ts';

export const stagesNames = defineKind({
  id: 'stages.names',
  title: 'the named stages exist, and no name stands for two',
  args: z.strictObject({
    names: z.array(z.string().min(1)).default([]).describe('Stages that must exist.'),
  }),
  needs: ['dockerfile'],
  why: 'A name is how COPY --from, --target and your colleagues refer to a stage; numbers shift with every edit.',
  sameAs: { hadolint: ['DL3024'], buildkit: ['DuplicateStageName'], trivy: ['DS012'] },
  async judge(facts, { names }) {
    const dockerfile = await facts.dockerfile();
    const { target } = facts.subject;
    const wanted = [...new Set(target === undefined ? names : [...names, target])];
    const missing = wanted.filter((name) => !findStage(dockerfile, name));
    const twice = duplicates(dockerfile);
    const expected =
      wanted.length > 0 ? `stages named ${listed(wanted)}` : 'each name given to one stage only';
    const seeIt = `grep -in '^FROM' ${dockerfile.file}`;
    const evidence = dockerfile.stages.map((stage) => at(dockerfile, stage.from));
    if (missing.length > 0) {
      return fail({
        expected,
        actual: `no stage ${listed(missing.map((name) => `"${name}"`))}; there is ${existing(dockerfile)}`,
        evidence: blamed(dockerfile, wanted, evidence),
        tryNext: `Name it on its FROM line: FROM … AS ${missing[0]}`,
        seeIt,
      });
    }
    if (twice.length === 0) return pass(expected, existing(dockerfile), evidence);
    return fail({
      expected,
      actual: `the name ${listed(twice.map(stageName))} stands for more than one stage`,
      evidence: twice.map((stage) => at(dockerfile, stage.from)),
      tryNext: 'Give the later stage a name of its own.',
      seeIt,
    });
  },
});

/** The stages whose names nobody asked for come first: one of them is probably meant. */
function blamed(dockerfile: Dockerfile, wanted: string[], all: ReturnType<typeof at>[]) {
  if (all.length === 0) return [inFile(dockerfile, 'no FROM in this file')];
  const lower = wanted.map((name) => name.toLowerCase());
  const others = dockerfile.stages.filter((stage) => !lower.includes(stage.name?.toLowerCase() ?? ''));
  return others.length > 0 ? others.map((stage) => at(dockerfile, stage.from)) : all;
}

function duplicates({ stages }: Dockerfile): Stage[] {
  const seen = new Set<string>();
  return stages.filter((stage) => {
    const name = stage.name?.toLowerCase();
    if (name === undefined) return false;
    if (seen.has(name)) return true;
    seen.add(name);
    return false;
  });
}

function existing({ stages }: Dockerfile): string {
  return stages.length > 0 ? listed(stages.map(stageName)) : 'no stage';
}
