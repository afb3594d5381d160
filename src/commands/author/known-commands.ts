/**
 * The commands that lessons may name, and how many words of each are arguments that must exist in the
 * course (`lab`: LAB, `target`: LAB or LAB/STEP). A test holds this against `docker-labs --help`.
 */
export const COMMANDS: Record<string, 'lab' | 'target' | undefined> = {
  start: 'lab',
  list: undefined,
  check: 'target',
  build: 'lab',
  hint: 'target',
  solution: 'lab',
  reset: 'lab',
  inspect: undefined,
  scan: undefined,
  export: undefined,
  grade: undefined,
  judge: undefined,
  doctor: undefined,
  clean: undefined,
  author: undefined,
  completion: undefined,
  help: undefined,
};
