import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Names a YAML or JSON file (base id -> image) that replaces the course's base images in a classroom. */
export const BASES_VARIABLE = 'DOCKER_LABS_BASES_FILE';
/** The same, in a workspace: it wins over the variable. */
export const BASES_FILE = 'bases.yaml';

/** Does a classroom name base images of its own? Answered without reading what they are. */
export function hasOverrides(workspace: string | undefined, env: NodeJS.ProcessEnv): boolean {
  return Boolean(env[BASES_VARIABLE]) || (workspace !== undefined && existsSync(join(workspace, BASES_FILE)));
}
