import { readFile } from 'node:fs/promises';
import { parseDockerfile } from '../dockerfile/parse.ts';
import type { Dockerfile } from '../dockerfile/types.ts';
import { type ExitCode, LearnerError } from '../errors.ts';
import { capabilities } from '../text/capabilities.ts';
import { inspect } from './inspect.ts';
import type { CommonOptions } from './options.ts';
import { print } from './print.ts';
import { openRealEngine } from './setup.ts';

export type InspectImageOptions = CommonOptions & { file?: string; target?: string };

/** `inspect IMAGE [OTHER]`, on the engine when the image is not an archive. */
export async function inspectImage(
  image: string,
  other: string | undefined,
  options: InspectImageOptions,
): Promise<ExitCode> {
  const { color, width } = capabilities(process.stdout, options);
  return inspect({
    image,
    ...(other ? { other } : {}),
    ...(options.file ? { dockerfile: await dockerfileAt(options.file) } : {}),
    ...(options.target ? { target: options.target } : {}),
    json: options.json,
    engine: () => openRealEngine(options),
    out: print,
    width,
    color,
  });
}

async function dockerfileAt(file: string): Promise<Dockerfile> {
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new LearnerError('bad-file', `${file} cannot be read: ${cause.message}.`, 'Check the path.', {
      cause,
    });
  });
  return parseDockerfile(text, file);
}
