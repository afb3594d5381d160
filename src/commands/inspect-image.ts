import type { ExitCode } from '../errors.ts';
import { capabilities } from '../text/capabilities.ts';
import { inspect } from './inspect.ts';
import type { CommonOptions } from './options.ts';
import { print } from './print.ts';
import { openRealEngine } from './setup.ts';

/** `inspect IMAGE [OTHER]`, on the engine when the image is not an archive. */
export async function inspectImage(
  image: string,
  other: string | undefined,
  options: CommonOptions,
): Promise<ExitCode> {
  const { color, width } = capabilities(process.stdout, options);
  return inspect({
    image,
    ...(other ? { other } : {}),
    json: options.json,
    engine: () => openRealEngine(options),
    out: print,
    width,
    color,
  });
}
