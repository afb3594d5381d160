import { findStage } from '../dockerfile/find-stage.ts';
import { mountsOf } from '../dockerfile/mount.ts';
import type { Dockerfile, Instruction, Stage } from '../dockerfile/types.ts';

/** The stage and the stages it is built from, nearest first. */
export function chainOf(dockerfile: Dockerfile, stage: Stage): Stage[] {
  const chain: Stage[] = [];
  let next: Stage | undefined = stage;
  while (next && !chain.includes(next)) {
    chain.push(next);
    next = next.baseStage === undefined ? undefined : dockerfile.stages[next.baseStage];
  }
  return chain;
}

/** A stage's name for people: its name, or `stage 1`. */
export function stageName(stage: Stage): string {
  return stage.name ?? `stage ${stage.index}`;
}

/** The instruction that counts: the last of this keyword in the stage, else in what it is built from. */
export function lastOf(dockerfile: Dockerfile, stage: Stage, keyword: string): Instruction | undefined {
  for (const one of chainOf(dockerfile, stage)) {
    const found = one.instructions.findLast((instruction) => instruction.keyword === keyword);
    if (found) return found;
  }
  return undefined;
}

export function flag(instruction: Instruction, name: string): string | undefined {
  return instruction.flags.find((one) => one.name === name)?.value;
}

/** COPY or ADD of files of the build context (not `--from`, not a heredoc, not a URL alone). */
export function copiesContext(instruction: Instruction): boolean {
  return (
    (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') &&
    flag(instruction, 'from') === undefined &&
    sourcesOf(instruction).length > 0
  );
}

/** The sources of a COPY or ADD; heredocs and URLs left out. */
export function sourcesOf(instruction: Instruction): string[] {
  const heredocs = new Set(instruction.heredocs.map((doc) => doc.name));
  return instruction.args
    .slice(0, -1)
    .filter((word) => !/^(https?|git|ssh):|^git@/.test(word))
    .filter((word) => !(word.startsWith('<<') && heredocs.has(word.replace(/^<<-?["']?|["']$/g, ''))));
}

/** The stages that the given one needs, itself included: bases, COPY --from and mounts. */
export function stagesNeededBy(dockerfile: Dockerfile, stage: Stage): Stage[] {
  const needed = new Set<Stage>();
  const visit = (one: Stage) => {
    if (needed.has(one)) return;
    needed.add(one);
    const base = one.baseStage === undefined ? undefined : dockerfile.stages[one.baseStage];
    if (base) visit(base);
    for (const instruction of one.instructions) {
      const names = [flag(instruction, 'from'), ...mountsOf(instruction).map((mount) => mount.from)];
      for (const name of names) {
        const from = name === undefined ? undefined : findStage(dockerfile, name);
        if (from && from.index < one.index) visit(from);
      }
    }
  };
  visit(stage);
  return dockerfile.stages.filter((one) => needed.has(one));
}
