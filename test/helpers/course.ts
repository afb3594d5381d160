import type { Course, Lab } from '../../src/course/types.ts';

/** A small course for tests of what does not look at lessons or files. */
export function courseFixture(
  labs: Record<string, string[]> = { basic: ['two-stages', 'non-root'] },
): Course {
  return {
    dir: '/course',
    manifest: {
      formatVersion: 1,
      id: 'docker-labs',
      title: 'Multi-stage builds & image security',
      version: '1.0.0',
      bases: {},
      labs: Object.keys(labs),
      checklist: [
        { id: 'multi-stage', title: 'Create multi-stage Dockerfile', steps: ['basic/two-stages'] },
        { id: 'non-root', title: 'Implement non-root user', steps: ['basic/two-stages', 'basic/non-root'] },
      ],
      resources: [],
      next: [],
    },
    labs: Object.entries(labs).map(([id, steps], index) => labFixture(id, index + 1, steps)),
  };
}

export function labFixture(id: string, number: number, steps: string[]): Lab {
  const folder = `${String(number).padStart(2, '0')}-${id}`;
  const manifestSteps = steps.map((step) => ({
    id: step,
    title: `Step ${step}`,
    lesson: `steps/${step}.md`,
    goal: `Do ${step}.`,
    checks: [],
    hints: ['look at the first line'],
  }));
  return {
    id,
    number,
    folder,
    dir: `/course/${folder}`,
    starterDir: `/course/${folder}/starter`,
    solutionDir: `/solutions/${folder}`,
    manifest: {
      formatVersion: 1,
      id,
      title: `Lab ${id}`,
      summary: 'A lab.',
      minutes: 10,
      objectives: ['learn'],
      prerequisites: [],
      edits: [`Dockerfile.${id}`],
      images: {},
      steps: manifestSteps,
    },
    steps: manifestSteps.map((step) => ({
      ...step,
      lesson: '# A lesson\n',
      lessonFile: `/course/${folder}/${step.lesson}`,
    })),
  };
}
