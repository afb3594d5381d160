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
    buildRuns: 'The build runs. You may go on reading meanwhile.',
    seeVerdicts: 'Judged. See what holds.',
    mendBuild: 'The build stopped here. Open the file at the line.',
    buildAgain: 'Build again.',
    editLine: (file: string, line: number) => `Open ${file} at line ${line}.`,
    editFile: (file: string) => `Open ${file}.`,
    toolBroke: 'A tool broke while judging; that is not your doing. Build again.',
    build: (tag: string) => `Build ${tag}, so that the real image can be judged.`,
    holds: (title: string) => `This step holds. Next: ${title}`,
    labDone: (title: string) => `"${title}" is done. Back to the map.`,
    fix: (id: string, where: { file: string; line: number } | undefined) =>
      where ? `Look at ${id}: ${where.file}, line ${where.line}.` : `Look at ${id}.`,
  },

  reopened: (title: string, files: string[]) =>
    files.length > 0
      ? `"${title}" no longer holds since ${files[0]} was saved.`
      : `"${title}" no longer holds.`,
  engineLost: 'The engine no longer answers. Your files are judged in the practice engine meanwhile.',
  noticed: (tag: string) => `${tag} was built elsewhere; judging it.`,
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
    cached: 'cached',
    failed: 'failed',
    cancelled: 'cancelled',
    logOf: 'log of:',
    wasStopped: 'The build was stopped. What it had done so far stays in the cache.',
    nothingToDo: 'Every image is current: built from the files as they are.',
  },

  verdict: {
    basis: 'how',
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
  firstTime: 'Choose a lab and press enter. Edit its files in any editor: they are judged when you save.',
  stoppedAt: 'You stopped at',
  step: 'step',
  line: (line: number) => `line ${line}`,
  optional: 'optional',
  saved: 'saved',
  predicted: 'predicted',
  judgedAt: 'judged',
  earlier: 'from an earlier session',
  stale: 'files saved since',
  notJudged: 'Not judged yet.',
  judging: 'judging',
  building: 'building',
  hold: (held: number, count: number) => `${held} of ${count} hold`,
  why: (id: string) => `why ${id}`,
  editLine: (line: number) => `edit line ${line}`,
  hints: 'Hints',
  hintOf: (number: number, of: number) => `hint ${number} of ${of}`,
  noHints: 'This step has no hints.',
  moreHints: (count: number) => `${count} more: press h again.`,
  lastHint: 'That was the last hint.',
  resetTitle: (lab: number, title: string) => `Start lab ${lab} anew: ${title}`,
  confirmReset: (folder: string) => [
    `The starter files of ${folder} are put in place again.`,
    'Your own files are not deleted: they are moved to .docker-labs/backups in the workspace.',
    'Press y to do it. Any other key leaves everything as it is.',
  ],
  tooSmall: (columns: number, rows: number) =>
    `Make the window larger: ${columns}x${rows} is too small.\n60x16 is enough, 80x24 reads well.`,
} as const;

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
