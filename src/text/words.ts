/** The words of the screens, in one place: short, calm, in the field's terms, without blame. */
export const words = {
  product: 'docker-labs',
  tagline: 'Multi-stage builds & image security',

  next: {
    chooseLab: 'Choose a lab.',
    goOn: (lab: number, step: string) => `Go on with lab ${lab}: ${step}`,
    lookBack: (lab: number, step: string) => `Lab ${lab} is done. Look at it again: ${step}`,
    reallyReset: 'Start this lab anew? Your files are moved to a backup.',
    lookAgain: 'Start the engine, then look again.',
    goBack: 'Back to where you were.',
    buildRuns: 'Building: ctrl-c stops it, esc goes on reading.',
    buildGoesOn: 'Building: b shows it; you may go on reading.',
    openStep: (number: number) => `Open step ${number}. Steps may be skipped and done in any order.`,
    seeVerdicts: 'Judged. See what holds.',
    mendBuild: 'It did not build. Open the file to mend it.',
    buildAgain: 'Build again.',
    editLine: (file: string, line: number) => `Open ${file} at line ${line}.`,
    editFile: (file: string) => `Open ${file}.`,
    toolBroke: 'A tool broke while judging; that is not your doing. Build again.',
    build: (tag: string) => `Build ${tag}, so that the real image can be judged.`,
    holds: (title: string) => `This step holds. Next: ${title}`,
    stillOpen: (number: number, title: string) => `This step holds. Still open: ${number} ${title}`,
    labDone: (title: string) => `"${title}" is done. Back to the map.`,
    fix: (id: string, where: { file: string; line: number } | undefined) =>
      where ? `Look at ${id}: ${where.file}, line ${where.line}.` : `Look at ${id}.`,
  },

  reopened: (title: string, files: readonly string[], line: number | undefined) =>
    `"${title}" no longer holds${sinceChange(files, line)}.`,
  reopenedHere: (files: readonly string[], line: number | undefined, when: string) =>
    `Reopened: this step held, and no longer does${sinceChange(files, line)} (${when}).`,
  engineLost: 'The engine no longer answers. Your files are judged in the practice engine meanwhile.',
  noticed: (tag: string) => `${tag} was built elsewhere; looking at it.`,
  resetDone: (backup: string) => `Starter files are in place again. Yours are in ${backup}`,
  editorFailed: (editor: string) => `${editor} could not be started. Set EDITOR, or edit in another window.`,
  noEditor: (file: string) =>
    `Neither VISUAL nor EDITOR is set. Edit ${file} in another window: saving is noticed.`,
  watchFailed: 'Saved files are not noticed here. Build to have them judged.',

  engine: {
    title: 'Doctor',
    looking: 'looking for an engine',
    practice: 'practice engine: predicted',
    practiceTitle: 'The practice engine judges.',
    practiceMeans:
      'It reads your files as a builder would and predicts the image. Nothing is built: what it says is practised, not done.',
    practiceChosen:
      'It was asked for with --engine practice. Without that option a real engine is looked for.',
    lost: 'engine lost',
    lostTitle: 'The engine no longer answers.',
    noBuildkit: 'the classic builder: no cache mounts, no lint warnings',
    examining: 'looking around on this machine …',
    machine: 'This machine',
  },

  build: {
    none: 'Nothing was built yet.',
    phase: {
      running: 'building',
      built: 'built',
      failed: 'did not build',
      stopped: 'stopped',
      broken: 'could not be judged',
    },
    practice: 'practice: nothing is built, the steps are walked through',
    preparing: 'preparing …',
    judging: 'judging the image …',
    context: 'context',
    current: 'current: built from the files as they are',
    stage: (index: string) => `stage ${index}`,
    later: (reason: string) => `is for a later step (${reason})`,
    cached: 'cached',
    failed: 'failed',
    cancelled: 'cancelled',
    logOf: 'log of:',
    wasStopped: 'The build was stopped. What it had done so far stays in the cache.',
    nothingToDo: 'Every image is current: built from the files as they are.',
  },

  verdict: {
    basis: 'judged',
    measured: 'measured on the image',
    predicted: 'predicted from the files',
    expected: 'expected',
    found: 'found',
    at: 'seen in',
    why: 'why',
    seeIt: 'see it',
    next: 'next',
  },

  image: {
    title: (lab: number, title: string) => `Images of lab ${lab}: ${title}`,
    reading: 'reading the images …',
    none: 'No image of this lab is there yet. Build first.',
    unset: 'not set',
    layers: (count: number) => `${count} layers, oldest first`,
  },

  screens: {
    map: 'Map',
    step: 'Step',
    steps: 'Steps',
    verdict: 'Verdict',
    build: 'Build',
    hint: 'Hints',
    image: 'Images',
    checklist: 'Checklist',
    engine: 'Doctor',
    help: 'Keys',
    'confirm-reset': 'Start anew',
  } satisfies Record<string, string>,

  keys: 'Keys',
  everywhere: 'Everywhere',
  elsewhere: 'On other screens',
  legend: '✓ holds, measured   ◐ practised   ✗ fails   ! look at it   ? cannot be judged here   · open',
  checklist: 'Checklist',
  /** A checklist item in a word or two, for the map. */
  short: (id: string, title: string) => SHORT[id] ?? title,
  doneOf: (done: number, count: number) => `${done} of ${count}`,
  timeSpent: (time: string) => `Time spent on steps: ${time}.`,
  minutes: (count: number) => `About ${count} minutes.`,
  firstTime: 'Edit in any editor: files are judged as you save them.',
  stoppedAt: 'You stopped at',
  lab: (number: number) => `Lab ${number}`,
  step: 'step',
  line: (line: number) => `line ${line}`,
  optional: 'optional',
  saved: 'saved',
  predicted: 'predicted',
  judgedAt: 'judged',
  earlier: 'from an earlier session',
  stale: 'files saved since',
  foreign: 'built elsewhere; its files cannot be told',
  notJudged: 'Not judged yet.',
  judging: 'judging',
  building: 'building',
  hold: (held: number, count: number) => `${held} of ${count} hold`,
  editLine: (line: number) => `edit line ${line}`,
  hints: 'Hints',
  hintOf: (number: number, of: number) => `hint ${number} of ${of}`,
  hintKey: (number: number, of: number) => `hint ${number}/${of}`,
  noHints: 'This step has no hints.',
  moreHints: (count: number) => `${count} more: press h again.`,
  lastHint: (lab: string) => `That was the last hint. docker-labs solution ${lab} shows a finished answer.`,
  resetTitle: (lab: number, title: string) => `Start lab ${lab} anew: ${title}`,
  confirmReset: (folder: string) => [
    `The starter files of ${folder} are put in place again.`,
    'Your own files are not deleted: they are moved to .docker-labs/backups in the workspace.',
    'Press y to do it. Any other key leaves everything as it is.',
  ],
  tooSmall: (columns: number, rows: number) =>
    `Make the window larger: ${columns}x${rows} is too small.\n60x16 is enough, 80x24 reads well.`,
} as const;

function sinceChange(files: readonly string[], line: number | undefined): string {
  const [file] = files;
  if (file === undefined) return '';
  return line === undefined ? ` since ${file} was saved` : ` since line ${line} of ${file} was changed`;
}

const SHORT: Record<string, string> = {
  'multi-stage': 'multi-stage',
  'layer-caching': 'layer caching',
  'image-size': '−80 % size',
  'non-root': 'non-root',
  'health-check': 'health check',
  scan: 'scanned',
  buildkit: 'BuildKit',
  'secure-image': 'secure image',
};
