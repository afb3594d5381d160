// A process of its own that saves many times: node --import tsx save-many.ts STATE_DIR NAME TIMES
import { withStep } from '../../src/progress/record.ts';
import { ProgressStore } from '../../src/progress/store.ts';
import { courseFixture } from './course.ts';

const [, , stateDir = '', name = '', times = '0'] = process.argv;
const store = new ProgressStore(stateDir, courseFixture());
for (let i = 0; i < Number(times); i += 1) {
  await store.update((progress) => withStep(progress, 'basic', name, (step) => ({ tries: step.tries + 1 })));
  if (store.saveProblem) throw new Error(store.saveProblem);
  process.stdout.write(`${i + 1}\n`);
}
