// npm run standins [-- --only node,golang]: assembles the stand-in base images and loads them into the engine.
import { parseArgs } from 'node:util';
import { IMAGES } from './catalogue.ts';
import { findEngine } from './connect.ts';
import { provide } from './load.ts';

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const only = values.only?.split(',');
const wanted = IMAGES.filter(
  ({ tags }) => only?.some((name) => tags.some((tag) => tag.startsWith(name))) ?? true,
);

const engine = await findEngine();
if (engine.docker === undefined) {
  console.error(`No container engine found: ${engine.why}`);
  process.exit(3);
}
const started = performance.now();
const log = (line: string) =>
  console.log(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${line}`);
await provide(engine.docker, wanted, log);
