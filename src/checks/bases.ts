import { type ImageReference, parseReference } from '../dockerfile/reference.ts';
import { resolveStages } from '../dockerfile/resolve.ts';
import type { Dockerfile, Stage } from '../dockerfile/types.ts';

export interface ExternalBase {
  stage: Stage;
  /** With ARGs filled in; as written where that leaves no image name. */
  image: string;
  /** Undefined for what no engine would take as an image name. */
  reference: ImageReference | undefined;
  /** Why it is not pinned; absent when it is. */
  problem?: string;
}

/** The bases that come from outside: not another stage, not scratch. ARGs are filled in. */
export function externalBases(
  dockerfile: Dockerfile,
  buildArgs: Record<string, string> = {},
): ExternalBase[] {
  return resolveStages(dockerfile, { buildArgs })
    .stages.filter(({ parent, base }) => !parent && base !== 'scratch')
    .map(({ stage, base }) => {
      const reference = parseReference(base);
      if (!reference) {
        const problem = stage.base.includes('$')
          ? 'no image name: a variable of it has no value'
          : 'no image name';
        return { stage, image: stage.base, reference, problem };
      }
      const problem = looseness(reference);
      return { stage, image: base, reference, ...(problem === undefined ? {} : { problem }) };
    });
}

function looseness({ tag, digest }: ImageReference): string | undefined {
  if (digest !== undefined) return undefined;
  if (tag === undefined) return 'no tag, so latest';
  return tag === 'latest' ? 'latest is no version' : undefined;
}
