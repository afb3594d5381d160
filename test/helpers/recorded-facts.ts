import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type {
  ImageCurrency,
  LayerSecret,
  RunMode,
  RunReport,
  Subject,
  SubjectFacts,
} from '../../src/checks/types.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import type { BuildOutcome } from '../../src/engine/types.ts';
import { imageFiles } from '../../src/image/files.ts';
import type { FileEntry, ImageFacts, ImageLayers } from '../../src/image/types.ts';
import type { ImageCase } from './verdict-cases.ts';

/** Where test/e2e/record-facts.ts puts what a real engine said. */
export const RECORDS = fileURLToPath(new URL('../fixtures/checks/', import.meta.url));

export interface RecordedFacts {
  build: BuildOutcome;
  image: ImageFacts;
  files: FileEntry[];
  /** Path -> base64. */
  content: Record<string, string>;
  layers: ImageLayers;
  secrets: LayerSecret[];
  runs: Partial<Record<RunMode, RunReport>>;
}

/** The facts about an image as a real engine told them once. */
export async function recordedFacts(name: string, given: ImageCase): Promise<SubjectFacts> {
  const recorded = JSON.parse(await readFile(`${RECORDS}${name}.json`, 'utf8')) as RecordedFacts;
  const text = given.files.Dockerfile ?? '';
  const subject: Subject = {
    name,
    tag: `docker-labs-record:${name}`,
    dockerfile: 'Dockerfile',
    ...(given.run ? { run: given.run } : {}),
  };
  const missing = (what: string) => new Error(`${name}.json holds no ${what}; record it again`);
  return {
    subject,
    dockerfile: async () => parseDockerfile(text, 'Dockerfile'),
    context: async () => {
      throw missing('context');
    },
    build: async () => recorded.build,
    currency: async (): Promise<ImageCurrency> => 'current',
    warnings: async () => recorded.build.warnings,
    image: async () => recorded.image,
    files: async () =>
      imageFiles(
        new Map(recorded.files.map((entry) => [entry.path, entry])),
        new Map(
          Object.entries(recorded.content).map(([path, bytes]) => [path, Buffer.from(bytes, 'base64')]),
        ),
      ),
    layers: async () => recorded.layers,
    layerSecrets: async () => recorded.secrets,
    run: async (mode) => {
      const report = recorded.runs[mode];
      if (!report) throw missing(`run ${mode}`);
      return report;
    },
    rebuild: async () => {
      throw missing('rebuild');
    },
    scan: async () => {
      throw missing('scan');
    },
    pipeline: async () => {
      throw missing('pipeline');
    },
    workspaceFile: async (path) => given.files[path],
  };
}
