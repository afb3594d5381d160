import { list, record, text } from './config.ts';
import type { ArchiveView } from './manifest.ts';

/** An image as docker save wrote it before 1.10: no manifest, a `repositories` file and a chain of folders. */
export interface LegacyImage {
  /** The JSON of the newest layer, which holds the configuration. */
  json: Record<string, unknown>;
  layers: string[];
  tags: string[];
  /** One text per layer, oldest first. */
  createdBy: string[];
}

/** Reads the chain of parents from the image that `repositories` names; undefined when there is none. */
export function findLegacy(view: ArchiveView): LegacyImage | undefined {
  const repositories = Object.entries(record(view.json('repositories')));
  const [repository, tags] = repositories[0] ?? [];
  const [tag, top] = Object.entries(record(tags))[0] ?? [];
  if (repository === undefined || tag === undefined || typeof top !== 'string') return undefined;
  const layers: string[] = [];
  const createdBy: string[] = [];
  const seen = new Set<string>();
  for (let id = top; id !== '' && !seen.has(id); ) {
    seen.add(id);
    const json = record(view.json(`${id}/json`));
    layers.unshift(`${id}/layer.tar`);
    createdBy.unshift(list(record(json.container_config).Cmd).map(text).join(' '));
    id = text(json.parent);
  }
  return {
    json: record(view.json(`${top}/json`)),
    layers,
    tags: [`${text(repository)}:${text(tag)}`],
    createdBy,
  };
}
