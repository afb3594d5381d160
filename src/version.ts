import { readFileSync } from 'node:fs';

/** The version in package.json, which stands beside both `src/` and the bundled `dist/`. */
export function packageVersion(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}
