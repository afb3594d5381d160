// tsx scripts/lock-platforms.ts [--check]: names in package-lock.json the packages of other platforms that npm left
// out because the registry at hand did not have them (npm/cli#4828). Without them `npm ci` refuses the lock file.
import { readFile, writeFile } from 'node:fs/promises';
import { missingPlatforms, type Packages } from './lock-entries.ts';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(await readFile(file, 'utf8')) as { packages: Packages };
const missing = missingPlatforms(lock.packages);
const names = Object.keys(missing).map((path) => path.split('node_modules/').at(-1));
if (process.argv.includes('--check')) {
  for (const name of names)
    console.error(`package-lock.json lacks ${name}: run npx tsx scripts/lock-platforms.ts`);
  process.exitCode = names.length > 0 ? 1 : 0;
} else if (names.length > 0) {
  const all = { ...lock.packages, ...missing };
  const sorted = Object.fromEntries(
    Object.keys(all)
      .sort((a, b) => a.localeCompare(b, 'en'))
      .map((path) => [path, all[path]]),
  );
  await writeFile(file, `${JSON.stringify({ ...lock, packages: sorted }, null, 2)}\n`);
  console.log(`added ${names.join(', ')}`);
}
