/**
 * Renews the catalogue of base images (assets/base-images.json) from a container engine:
 *
 *   npm run catalogue                      every base that the engine has
 *   npm run catalogue -- --pull            pulls each entry's first tag before (needs a registry)
 *   npm run catalogue -- --pull node:24-alpine golang:1.26-alpine
 *
 * Takes configuration and size as the engine measures them, and dates the entries. Our own stand-ins are
 * left alone. End-of-life dates are facts about releases: they are edited by hand, with source.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { execa } from 'execa';
import { assetPath } from '../src/assets.ts';
import { discoverEngine } from '../src/engine/discover.ts';
import { Catalogue, parseCatalogue } from '../src/engine/practice/catalogue.ts';
import { formatCatalogue, renewEntry, STANDIN_LABEL } from '../src/engine/practice/renew.ts';

const args = process.argv.slice(2);
const pull = args.includes('--pull');
const wanted = args.filter((arg) => !arg.startsWith('--'));
const path = assetPath('base-images.json');
const { data } = parseCatalogue(readFileSync(path, 'utf8'));
const today = new Date().toISOString().slice(0, 10);

const { engine, tried } = await discoverEngine({ choice: 'auto' });
if (!engine) {
  console.error(`No container engine: ${tried.map((one) => `${one.foundBy}: ${one.detail}`).join('; ')}`);
  process.exitCode = 3;
} else {
  let renewed = 0;
  const images = [];
  for (const entry of data.images) {
    const name = `${entry.image}:${entry.tags[0] ?? 'latest'}`;
    const asked = wanted.length === 0 || wanted.some((one) => new Catalogue(data).find(one) === entry);
    if (asked && pull) await execa('docker', ['pull', '--quiet', name], { stdio: 'inherit', reject: false });
    const facts = asked ? await engine.image(name) : undefined;
    const real = facts && !(STANDIN_LABEL in facts.config.labels);
    if (facts && !real) console.log(`${name}: a stand-in, left alone`);
    const next = real ? renewEntry(entry, facts, today) : entry;
    if (real) {
      renewed++;
      console.log(
        `${name}: ${next.size === entry.size ? 'configuration' : `${entry.size} -> ${next.size} bytes`}`,
      );
    }
    images.push(next);
  }
  await engine.close();
  const asOf = renewed > 0 ? today : data.asOf;
  writeFileSync(path, formatCatalogue({ ...data, asOf, images }));
  console.log(`${renewed} of ${images.length} entries renewed, ${today}.`);
}
