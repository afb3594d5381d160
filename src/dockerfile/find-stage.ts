import type { Dockerfile, Stage } from './types.ts';

/** The stage that a target names (by name or index), or the last one. */
export function stageOf(dockerfile: Dockerfile, target?: string): Stage | undefined {
  if (target === undefined) return dockerfile.stages.at(-1);
  return findStage(dockerfile, target);
}

/** A stage by name (BuildKit ignores case) or by index. */
export function findStage(dockerfile: Dockerfile, name: string): Stage | undefined {
  const wanted = name.toLowerCase();
  return (
    dockerfile.stages.find((stage) => stage.name?.toLowerCase() === wanted) ??
    (/^\d+$/.test(name) ? dockerfile.stages[Number(name)] : undefined)
  );
}
