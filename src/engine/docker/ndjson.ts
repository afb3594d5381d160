import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** The JSON values of a stream of lines, also the last one without a line end. Lines that are no JSON are skipped. */
export async function* jsonLines<T>(stream: Readable): AsyncGenerator<T> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + decoder.write(chunk as Buffer)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield* parse<T>(line);
  }
  yield* parse<T>(rest + decoder.end());
}

function* parse<T>(line: string): Generator<T> {
  if (line.trim() === '') return;
  try {
    yield JSON.parse(line) as T;
  } catch {
    // A line that was cut off: what follows from it (no image id) is judged at the end.
  }
}
