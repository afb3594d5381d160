// npm run mutants [-- --lab go] [--every 5] [--engine practice]: puts one fault after the other into each solution and
// prints those that no required check catches. Exit code 1 when one survives without a reason in reasons.yaml.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { practiceEngineFor } from '../../src/commands/practice.ts';
import { loadCourse } from '../../src/course/load.ts';
import { discoverEngine } from '../../src/engine/discover.ts';
import { judgeMutant, type Outcome } from './judge.ts';
import { mutantsOf } from './mutate.ts';

const { values } = parseArgs({
  options: {
    lab: { type: 'string', multiple: true },
    every: { type: 'string', default: '1' },
    engine: { type: 'string', default: 'auto' },
    verbose: { type: 'boolean', default: false },
  },
});
/** Lab -> mutant -> why no check has to catch it. */
const reasons: Record<string, Record<string, string>> = parse(
  readFileSync(fileURLToPath(new URL('reasons.yaml', import.meta.url)), 'utf8'),
);

const course = await loadCourse();
const found = values.engine === 'practice' ? undefined : (await discoverEngine({ choice: 'auto' })).engine;
const engine = found ?? practiceEngineFor(course);
const counts: Record<Outcome['kind'] | 'explained', number> = {
  caught: 0,
  broken: 0,
  unknown: 0,
  survived: 0,
  explained: 0,
};

for (const lab of course.labs.filter((one) => !values.lab || values.lab.includes(one.id))) {
  const file = lab.manifest.edits[0] ?? 'Dockerfile';
  const all = mutantsOf(readFileSync(join(lab.solutionDir, file), 'utf8'));
  for (const mutant of all.filter((_, index) => index % Number(values.every) === 0)) {
    const outcome = await judgeMutant(course, lab, mutant, engine);
    const reason = reasons[lab.id]?.[mutant.id];
    const open = outcome.kind === 'survived' || outcome.kind === 'unknown';
    counts[open && reason ? 'explained' : outcome.kind] += 1;
    if (open && reason) console.log(`  ${lab.id}: ${mutant.id}: no check, because ${reason}`);
    else if (outcome.kind === 'survived')
      console.log(`✗ ${lab.id}: ${mutant.id}: no required check catches it`);
    else if (outcome.kind === 'unknown')
      console.log(`? ${lab.id}: ${mutant.id}: open here: ${outcome.checks.join(', ')}`);
    else if (values.verbose)
      console.log(
        `✓ ${lab.id}: ${mutant.id}: ${outcome.kind === 'caught' ? outcome.by.join(', ') : 'does not build'}`,
      );
  }
}
await engine.close();
console.log(
  `mutants on ${engine.kind}: ${counts.caught} caught, ${counts.broken} do not build, ${counts.explained} with a reason, ${counts.unknown} open here, ${counts.survived} survived`,
);
process.exitCode = counts.survived > 0 ? 1 : 0;
