/** What `--engine` takes; `auto` is whatever the docker CLI would use, else the practice engine. */
export const ENGINE_CHOICES = ['auto', 'docker', 'podman', 'practice'] as const;
export type EngineChoice = (typeof ENGINE_CHOICES)[number];
