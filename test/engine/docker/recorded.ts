import { readFileSync } from 'node:fs';

const folder = new URL('../../fixtures/engine/', import.meta.url);

/** A recorded answer of a real engine (test/fixtures/engine/README.md). */
export function answer<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`answers/${name}.json`, folder), 'utf8')) as T;
}

/** The lines of a recorded build. */
export function streamLines(name: string): string {
  return readFileSync(new URL(`streams/${name}.ndjson`, folder), 'utf8');
}
