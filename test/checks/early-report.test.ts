import { chmod, cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { judgeLab } from '../../src/checks/round.ts';
import type { LabReport } from '../../src/checks/types.ts';
import { practiceEngineFor } from '../../src/commands/practice.ts';
import { loadCourse } from '../../src/course/load.ts';
import { folderWith } from '../helpers/course-files.ts';

const course = await loadCourse();
const lab = course.labs.find(({ id }) => id === 'scan');
const engine = practiceEngineFor(course);

it('tells what needs no program before the learner’s script has ended, and plays it once for the same files', async () => {
  if (!lab) throw new Error('no lab scan');
  const { dir, remove } = await folderWith({ 'log/ran': '' });
  const labDir = join(dir, lab.folder);
  const [go, ran] = [join(dir, 'log/go'), join(dir, 'log/ran')];
  await cp(lab.starterDir, labDir, { recursive: true });
  await writeFile(
    join(labDir, 'scan.sh'),
    `#!/bin/bash\necho x >> ${ran}\nuntil [ -e ${go} ]; do sleep 0.05; done\n`,
  );
  await chmod(join(labDir, 'scan.sh'), 0o755);
  try {
    const early: LabReport[] = [];
    const whole = await judgeLab({
      lab,
      labDir,
      engine,
      onEarly(report) {
        early.push(report);
        void writeFile(go, '');
      },
    });
    expect(early).toHaveLength(1);
    expect(early[0]?.pending).toEqual(['outcomes', 'choices']);
    expect(early[0]?.steps.map(({ id }) => id)).toEqual(['report', 'base', 'prove', 'script']);
    expect(whole.pending).toBeUndefined();
    expect(whole.steps.map(({ id }) => id)).toEqual(lab.steps.map(({ id }) => id));
    expect(whole.steps.slice(0, 4)).toEqual(early[0]?.steps);

    const played = (await readFile(ran, 'utf8')).length;
    expect(played).toBeGreaterThan(0);
    const again = await judgeLab({ lab, labDir, engine });
    expect(again.steps.slice(4)).toEqual(whole.steps.slice(4));
    expect((await readFile(ran, 'utf8')).length).toBe(played);
    await writeFile(join(labDir, 'scan.sh'), `#!/bin/bash\necho y >> ${ran}\n`);
    await judgeLab({ lab, labDir, engine });
    expect(await readFile(ran, 'utf8')).toContain('y');
  } finally {
    await remove();
  }
});
