// npm run mutants [-- --lab go] [--every 5] [--engine practice]: puts one fault after the other into each solution and
// prints those that no required check catches. Exit code 1 when one survives without a reason in reasons.yaml, or when
// a reason there explains nothing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PROOFS_AT_A_TIME, removeShared } from '../../src/commands/author/prove.ts';
import { slots } from '../../src/commands/author/slots.ts';
import { practiceEngineFor } from '../../src/commands/practice.ts';
import { loadCourse } from '../../src/course/load.ts';
import type { Lab } from '../../src/course/types.ts';
import { discoverEngine } from '../../src/engine/discover.ts';
import { judgeMutant, mutatedFile, type Outcome } from './judge.ts';
import { type Mutant, mutantsOf } from './mutate.ts';
import { idleReasons, reasonFor } from './reasons.ts';

const { values } = parseArgs({
  options: {
    lab: { type: 'string', multiple: true },
    every: { type: 'string', default: '1' },
    engine: { type: 'string', default: 'auto' },
    verbose: { type: 'boolean', default: false },
  },
});

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
const inSlot = slots(engine.real ? PROOFS_AT_A_TIME : 1);
const labs = course.labs.map((lab) => ({
  lab,
  mutants: mutantsOf(readFileSync(join(lab.solutionDir, mutatedFile(lab)), 'utf8')),
}));
for (const { lab, mutants } of labs.filter((one) => !values.lab || values.lab.includes(one.lab.id))) {
  const chosen = mutants.filter((_, index) => index % Number(values.every) === 0);
  await Promise.all(
    chosen.map((mutant) =>
      inSlot(async (slot) => tell(lab, mutant, await judgeMutant(course, lab, mutant, engine, slot))),
    ),
  );
  if (engine.real) await removeShared(lab, engine);
}
await engine.close();
const idle = idleReasons(labs.flatMap(({ lab, mutants }) => mutants.map(({ id }) => ({ lab: lab.id, id }))));
for (const reason of idle) console.log(`✗ reasons.yaml: ${reason}: there is no such mutant`);
console.log(
  `mutants on ${engine.kind}: ${counts.caught} caught, ${counts.broken} do not build, ${counts.explained} with a reason, ${counts.unknown} open here, ${counts.survived} survived`,
);
process.exitCode = counts.survived + idle.length > 0 ? 1 : 0;

function tell(lab: Lab, { id }: Mutant, outcome: Outcome): void {
  const name = `${lab.id}: ${id}`;
  const reason = reasonFor(lab.id, id);
  const open = outcome.kind === 'survived' || outcome.kind === 'unknown';
  counts[open && reason ? 'explained' : outcome.kind] += 1;
  if (open && reason) {
    if (values.verbose) console.log(`  ${name}: no check, because ${reason}`);
  } else if (outcome.kind === 'survived') console.log(`✗ ${name}: no required check catches it`);
  else if (outcome.kind === 'unknown') console.log(`? ${name}: open here: ${outcome.checks.join(', ')}`);
  else if (values.verbose) {
    console.log(`✓ ${name}: ${outcome.kind === 'caught' ? outcome.by.join(', ') : 'does not build'}`);
  }
}
