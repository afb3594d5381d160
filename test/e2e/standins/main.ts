// npm run standins [-- --only node,golang]: assembles the stand-in base images and loads them into the engine.
import { parseArgs } from 'node:util';
import { assemble } from './assemble.ts';
import { IMAGES } from './catalogue.ts';
import { load } from './load.ts';

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const only = values.only?.split(',');
const wanted = IMAGES.filter(
  ({ tags }) => only?.some((name) => tags.some((tag) => tag.startsWith(name))) ?? true,
);

const started = performance.now();
const log = (line: string) =>
  console.log(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${line}`);
const images = await assemble(wanted, log);
await load(images, log);
