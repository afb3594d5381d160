// The licences of what is bundled: dist/THIRD-PARTY.txt carries their texts along, as most of them ask for.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** May be bundled into a program under the MIT licence, with their texts. */
const ALLOWED = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  '0BSD',
  'CC0-1.0',
  'CC-BY-3.0',
  'Unlicense',
]);

/** The folders below `root` of the packages that a bundle's inputs are from, nested ones too. */
export function packagesOf(metafile) {
  const folders = Object.keys(metafile.inputs).flatMap(
    (input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? [],
  );
  return [...new Set(folders)].sort();
}

/**
 * The text for dist/THIRD-PARTY.txt.
 *
 * @throws Error when a package has a licence that is not allowed, or none
 */
export function thirdParty(root, folders) {
  return folders
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
      const choices = String(license ?? '')
        .replace(/[()]/g, '')
        .split(/ OR /);
      if (!choices.some((one) => one.split(/ AND /).every((part) => ALLOWED.has(part))))
        throw new Error(`${name} ${version} is under ${license ?? 'no licence'}, which may not be bundled`);
      const file = readdirSync(join(root, folder)).find((one) => /^(licen[cs]e|copying)/i.test(one));
      const text = file
        ? readFileSync(join(root, folder, file), 'utf8').trim()
        : '(the package has no text of it)';
      return `${name} ${version}: ${license}\n\n${text}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}
