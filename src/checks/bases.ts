import { expand } from '../dockerfile/expand.ts';
import type { Dockerfile, Stage } from '../dockerfile/types.ts';
import { pairs } from './walk.ts';

export interface ExternalBase {
  stage: Stage;
  /** With ARGs filled in; as written where one has no value. */
  image: string;
  reference: ImageReference | undefined;
  /** Why it is not pinned; absent when it is. */
  problem?: string;
}

export interface ImageReference {
  /** With registry, without tag and digest: `node`, `localhost:5000/team/app`. */
  name: string;
  tag?: string;
  digest?: string;
}

/** The bases that come from outside: not another stage, not scratch. ARGs are filled in. */
export function externalBases(
  dockerfile: Dockerfile,
  buildArgs: Record<string, string> = {},
): ExternalBase[] {
  const values = globalArgs(dockerfile, buildArgs);
  return dockerfile.stages
    .filter((stage) => stage.baseStage === undefined)
    .map((stage) => {
      const { text, unset, error } = expand(stage.base, (name) => values.get(name));
      const missing = unset.filter((name) => !values.has(name));
      if (error !== undefined || missing.length > 0) {
        const names = missing.map((name) => `$${name}`).join(', ') || stage.base;
        return { stage, image: stage.base, reference: undefined, problem: `${names} has no value` };
      }
      const reference = parseReference(text);
      const problem = looseness(reference);
      return { stage, image: text, reference, ...(problem === undefined ? {} : { problem }) };
    })
    .filter(({ image }) => image !== 'scratch');
}

function looseness({ tag, digest }: ImageReference): string | undefined {
  if (digest !== undefined) return undefined;
  if (tag === undefined) return 'no tag, so latest';
  return tag === 'latest' || tag === '' ? 'latest is no version' : undefined;
}

/** ARGs before the first FROM, each through those above it; build arguments win. */
function globalArgs(dockerfile: Dockerfile, buildArgs: Record<string, string>): Map<string, string> {
  const values = new Map<string, string>();
  for (const word of dockerfile.globalArgs.flatMap((one) => one.args)) {
    const [[key, value] = ['', '']] = pairs([word]);
    if (buildArgs[key] !== undefined) values.set(key, buildArgs[key]);
    else if (word.includes('=')) values.set(key, expand(value, (name) => values.get(name)).text);
  }
  return values;
}

/** Parts of an image name: a colon before the last slash belongs to the registry's port, not to a tag. */
export function parseReference(text: string): ImageReference {
  const [named = '', digest] = text.split('@', 2);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  return {
    name: colon < 0 ? named : named.slice(0, colon),
    ...(colon < 0 ? {} : { tag: named.slice(colon + 1) }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** `docker.io/library/node` -> `node`; other registries keep their name. */
export function familiarName(name: string): string {
  return name.replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\//, '');
}
