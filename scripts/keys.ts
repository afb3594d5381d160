// Writes docs/keys.md from the one table of keys: `npx tsx scripts/keys.ts`.
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { words } from '../src/text/words.ts';
import { everywhere, KEYS, keysOf } from '../src/ui/keys.ts';

/** The table of keys as Markdown. */
export function keysDocument(): string {
  const rows = KEYS.map((row) => {
    const { label, where } = row;
    const screens = everywhere(row) ? 'everywhere' : where.map((screen) => words.screens[screen]).join(', ');
    return `| ${keysOf(row)
      .map((key) => `\`${key}\``)
      .join(' ')} | ${label} | ${screens} |`;
  });
  return [
    '# Keys',
    '',
    'Generated from `src/ui/keys.ts` by `npx tsx scripts/keys.ts`. The same table makes the help screen (`?`) and',
    'the bottom line of every screen.',
    '',
    '| key | what it does | where |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(new URL('../docs/keys.md', import.meta.url), keysDocument());
}
