import type { Dockerfile } from '../dockerfile/types.ts';
import type { Engine } from '../engine/types.ts';
import { EXIT, type ExitCode, NotJudgeable } from '../errors.ts';
import { badSave } from '../image/archive.ts';
import { compareImages, type ImageComparison } from '../image/compare.ts';
import { type Examined, examineArchive, examineArchiveFile } from '../image/examine.ts';
import { type LayerLine, linesOfLayers } from '../image/layer-lines.ts';
import { compareView } from '../plain/compare.ts';
import { inspectView } from '../plain/inspect.ts';
import { capabilities } from '../text/capabilities.ts';
import { sanitiseLine } from '../text/sanitise.ts';

export interface InspectOptions {
  /** A name or id on the engine, `docker-archive:FILE` or `oci-archive:FILE`. */
  image: string;
  /** The Dockerfile that made it, to name the line of every layer. */
  dockerfile?: Dockerfile;
  /** The stage of it that was built; the last one by default. */
  target?: string;
  /** Compared with `image`, which counts as the one before. */
  other?: string;
  json: boolean;
  /** Opened only when an image is not an archive. */
  engine: () => Promise<Engine>;
  /** Takes the document or the lines. */
  out: (text: string) => void;
  /** Columns. */
  width: number;
  color: boolean;
}

const ARCHIVE = /^(?:docker|oci)-archive:(.+)$/s;

/**
 * `inspect IMAGE [OTHER]`: layers, efficiency and configuration of an image, or two side by side. Reads every
 * layer once, in a stream.
 *
 * @throws LearnerError for a file that is no image, NotJudgeable when the engine has no such image
 */
export async function inspect(options: InspectOptions): Promise<ExitCode> {
  const opened = new Opened(options.engine);
  try {
    const image = await look(options.image, opened);
    const other = options.other === undefined ? undefined : await look(options.other, opened);
    const linesOf = (one: Examined) =>
      options.dockerfile ? linesOfLayers(one.facts.history, options.dockerfile, options.target) : [];
    const side = (one: Examined) => ({ facts: one.facts, layers: one.layers.layers, lines: linesOf(one) });
    const comparison = other && compareImages(side(image), side(other));
    if (options.json) options.out(JSON.stringify(document(image, other, comparison, linesOf)));
    else {
      const pen = { color: options.color, width: options.width, ascii: capabilities(process.stdout).ascii };
      const lines =
        other && comparison
          ? compareView(image, other, comparison, pen)
          : inspectView(image, pen, linesOf(image));
      options.out(lines.join('\n'));
    }
    return EXIT.ok;
  } finally {
    await opened.close();
  }
}

/** The engine, opened at most once. */
class Opened {
  #engine: Promise<Engine> | undefined;

  constructor(private readonly open: () => Promise<Engine>) {}

  engine(): Promise<Engine> {
    this.#engine ??= this.open();
    return this.#engine;
  }

  async close(): Promise<void> {
    await (await this.#engine?.catch(() => undefined))?.close();
  }
}

async function look(ref: string, opened: Opened): Promise<Examined> {
  const file = ARCHIVE.exec(ref)?.[1];
  if (file !== undefined) return examineArchiveFile(file, { ref });
  const engine = await opened.engine();
  const facts = await engine.image(ref);
  if (!facts) {
    throw new NotJudgeable(
      `There is no image ${sanitiseLine(ref)} on this engine.`,
      'docker image ls shows what there is; a saved image is named docker-archive:FILE.',
      'image-absent',
    );
  }
  const saved = await examineArchive(await engine.save(ref), { ref, complain: badSave(ref) });
  // the engine knows its own image best; only an archive tells which entries made no layer
  return { ...saved, facts: { ...facts, history: facts.history, layerDigests: saved.facts.layerDigests } };
}

type LinesOf = (image: Examined) => (LayerLine | undefined)[];

function document(
  image: Examined,
  other: Examined | undefined,
  comparison: ImageComparison | undefined,
  linesOf: LinesOf,
): object {
  return {
    formatVersion: 1,
    ...sideOf(image, linesOf(image)),
    ...(other && { other: sideOf(other, linesOf(other)) }),
    ...(comparison && { comparison }),
  };
}

function sideOf({ facts, layers }: Examined, lines: (LayerLine | undefined)[]): object {
  const { config } = facts;
  return {
    image: {
      name: sanitiseLine(facts.ref),
      id: facts.id,
      size: facts.size,
      user: config.user,
      healthcheck: config.healthcheck ?? null,
      labels: config.labels,
      env: config.env,
      entrypoint: config.entrypoint,
      cmd: config.cmd,
      exposedPorts: config.exposedPorts,
      workdir: config.workdir,
      architecture: config.architecture,
      os: config.os,
    },
    layers: layers.layers.map(({ digest, size, createdBy, entries }, index) => ({
      digest,
      size,
      createdBy,
      files: entries.filter((entry) => entry.type !== 'directory' && !entry.whiteout).length,
      ...(lines[index] && { line: lines[index].line }),
    })),
    efficiency: {
      score: layers.efficiency.score,
      wastedBytes: layers.efficiency.wastedBytes,
      wastedFiles: layers.efficiency.wastedFiles,
    },
  };
}
