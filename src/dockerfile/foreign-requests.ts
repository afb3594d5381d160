import { resolveStages } from './resolve.ts';
import type { Dockerfile } from './types.ts';

/** Something that a Dockerfile asks of the builder beside steps in a sandbox. */
export interface ForeignRequest {
  /** `download`: the builder itself fetches it, whatever network steps have. */
  kind: 'download' | 'privilege' | 'frontend';
  /** What it does, as the end of a sentence that begins with the place. */
  what: string;
  line: number;
}

/** Docker's own grammar, from its own repository. */
const DOCKERS_GRAMMAR = /^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?(?:[:@].*)?$/;
/** What ADD fetches: addresses, and git repositories in all their forms. */
const REMOTE = /^(?:https?|ftp|git|ssh):\/\/|^git@|^github\.com\/|\.git(?:[#?]|$)/i;

/**
 * What a Dockerfile wants that a builder should not do for a stranger: another program to read it, downloads by the
 * builder itself, steps with the host's network or with privileges.
 */
export function foreignRequests(
  dockerfile: Dockerfile,
  buildArgs: Record<string, string> = {},
): ForeignRequest[] {
  const grammar = dockerfile.directives.find((one) => one.name === 'syntax' && one.effective);
  const requests: ForeignRequest[] =
    grammar && !DOCKERS_GRAMMAR.test(grammar.value)
      ? [{ kind: 'frontend', what: `has itself read by the program ${grammar.value}`, line: grammar.line }]
      : [];
  for (const { instructions } of resolveStages(dockerfile, { buildArgs }).stages) {
    for (const { instruction, args, flags } of instructions) {
      const { keyword, line } = instruction;
      const remote = keyword === 'ADD' ? args.slice(0, -1).find((one) => REMOTE.test(one)) : undefined;
      if (remote !== undefined) requests.push({ kind: 'download', what: `fetches ${remote}`, line });
      for (const { name, value } of keyword === 'RUN' ? flags : []) {
        if (name === 'security' && value !== 'sandbox')
          requests.push({ kind: 'privilege', what: `asks for --security=${value}`, line });
        if (name === 'network' && value === 'host')
          requests.push({ kind: 'privilege', what: "asks for the host's network", line });
      }
    }
  }
  return requests;
}
