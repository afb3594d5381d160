import { plural } from './counted.ts';

/** The words of the screens of attempts, of the finished answer and of a lab's end; `words` has them all. */
export const historyWords = {
  history: {
    title: (lab: number) => `Attempts at lab ${lab}`,
    none: 'No attempt yet: every build that is judged is kept here.',
    reading: 'reading …',
    filesOf: (number: number) => `Attempt ${number}`,
    against: 'What bringing it back would change in your files:',
    sameFiles: 'The files are the same as now.',
    restored: (number: number, backup: string) =>
      `The files of attempt ${number} are in place. Yours are in ${backup}`,
    nothingToRestore: (number: number) => `The files of attempt ${number} are those of now.`,
    restoreTitle: (number: number) => `Bring attempt ${number} back`,
    restoreMeans: (folder: string) => [
      `The files of ${folder} become what they were then.`,
      'What differs now is not lost: it is moved to .docker-labs/backups in the workspace.',
      'Press y to do it. Any other key leaves everything as it is.',
    ],
    head: {
      number: 'nr',
      at: 'when',
      holds: 'steps',
      size: 'image',
      files: 'files changed',
    },
    practised: 'practised',
    held: (held: number, of: number) => `${held} of ${of} steps`,
    first: 'first attempt',
    sameAsBefore: 'the same files',
  },

  solution: {
    title: (lab: number) => `A finished answer to lab ${lab}`,
    against: 'What it changes in your files:',
    same: 'yours is the same',
    why: 'Why it is so',
    notYet: (tries: number, of: number) =>
      `It opens when all steps of this lab hold, or after ${of} honest tries at this step: builds with changed files. So far: ${tries}.`,
    instead: 'Until then: h gives the next hint, and enter on a failing check says what to try.',
    seen: 'That you looked is noted with the steps that did not hold before.',
  },

  labEnd: {
    title: (lab: number, title: string) => `${lab} ${title}`,
    held: (held: number, of: number) => `${held} of ${of} steps hold`,
    start: 'at the start',
    now: 'now',
    image: 'What became of the image',
    noImage: 'Build, and the image is measured here.',
    user: 'runs as',
    health: 'health check',
    layers: 'layers',
    heldSteps: 'steps that hold',
    none: 'none',
    effort: (time: string, builds: number, hints: number) =>
      `${time} · ${plural(builds, 'build')} · ${plural(hints, 'hint')}`,
    objectives: 'What you can do now',
    steps: 'The steps',
  },
} as const;
