// Another process that appends attempts: `attempt-many.ts STATE_DIR LAB TIMES`.
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AttemptStore } from '../../src/progress/attempts.ts';
import { attemptReport } from './attempts.ts';

const [stateDir = '', lab = '', times = ''] = process.argv.slice(2);
const store = new AttemptStore(stateDir);
const dir = await mkdtemp(join(tmpdir(), 'docker-labs-writer-'));
process.stdout.write('ready\n');
for (let count = 0; count < Number(times); count++) {
  writeFileSync(join(dir, 'Dockerfile'), `FROM ${lab}:${count}\n`);
  const snapshot = await store.snapshot(dir);
  const course = { id: 'docker-labs', version: '1.0.0' };
  await store.append(attemptReport({ lab }), { snapshot, course, at: new Date().toISOString(), asked: true });
}
await rm(dir, { recursive: true });
