import { plural } from './counted.ts';
import { engineWords } from './engine-words.ts';
import { historyWords } from './history-words.ts';
import { spokenWords } from './spoken-words.ts';

/** The words of the screens, in one place: short, calm, in the field's terms, without blame. */
export const words = {
  product: 'docker-labs',
  tagline: 'Multi-stage builds & image security',

  next: {
    chooseLab: 'Choose a lab.',
    goOn: (lab: number, step: string) => `Go on with lab ${lab}: ${step}`,
    lookBack: (lab: number, step: string) => `Lab ${lab} is done. Look at it again: ${step}`,
    reallyRun: 'Run it? Nothing of yours is changed.',
    courseDone: 'Every lab is done. See what you have, and what comes next.',
    coursePractised: 'Every lab is practised. See what you have, and what only an engine can say.',
    reallyReset: 'Start this lab anew? Your files are moved to a backup.',
    lookAgain: 'Start the engine, then look again.',
    seeChange: (attempt: number) => `See what changed since attempt ${attempt}.`,
    reallyRestore: (attempt: number) =>
      `Bring the files of attempt ${attempt} back? Yours are moved to a backup.`,
    lookAt: (attempt: number) => `Look at the files of attempt ${attempt}.`,
    toMap: 'To the map, and on to the next lab.',
    labEnd: (title: string) => `"${title}" is done. See what became of the image.`,
    goBack: 'Back to where you were.',
    buildRuns: 'Building: ctrl-c stops it, esc goes on reading.',
    buildGoesOn: 'Building: b shows it; you may go on reading.',
    openStep: (number: number) => `Open step ${number}. Steps may be done in any order.`,
    seeVerdicts: 'Judged. See what holds.',
    mendBuild: 'It did not build. Open the file to mend it.',
    buildAgain: 'Build again.',
    buildSaved: 'Files were saved since. Build again.',
    editLine: (file: string, line: number) => `Open ${file} at line ${line}.`,
    editFile: (file: string) => `Open ${file}.`,
    toolBroke: 'A tool broke while judging; that is not your doing. Build again.',
    scanRuns: 'Scanning: ctrl-c stops it, esc goes on reading.',
    scanLine: (file: string, line: number) => `The worst come with ${file}, line ${line}: open it.`,
    scanAgain: 'Scan again.',
    again: 'again',
    imageFirst: 'Build, then look at the image.',
    scanFirst: 'Build the image, then scan it.',
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
  noticedJudged: (tag: string) => `${tag} was built elsewhere, and is judged.`,
  stopped: 'The build is stopped. q quits; you go on at this very step next time.',
  resetDone: (backup: string) => `Starter files are in place again. Yours are in ${backup}`,
  editorFailed: (editor: string) => `${editor} could not be started. Set EDITOR, or edit in another window.`,
  noEditor: (file: string) =>
    `Neither VISUAL nor EDITOR is set. Edit ${file} in another window: saving is noticed.`,
  watchFailed: 'Saved files are not noticed here. Build to have them judged.',

  ...engineWords,

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
    hint: 'hint',
    hintKey: (number: number, of: number) => `Press h for hint ${number} of ${of}.`,
  },

  image: {
    looking: 'looking for the images …',
    reading: (read: string, of: string) => `reading the layers: ${read} of ${of}`,
    practice: 'Only a built image has files to walk. These layers are predicted.',
    tab: { layers: 'layers', files: 'files', summary: 'summary', against: 'against' },
    attempt: (number: number) => `attempt ${number}`,
    oneOf: (number: number, of: number) => `image ${number} of ${of}`,
    count: (layers: number) => (layers === 1 ? '1 layer' : `${layers} layers`),
    user: (user: string) => `user ${user || 'root'}`,
    now: 'now',
    total: 'all layers',
    waste: (bytes: string, score: string) => `wasted ${bytes} · efficiency ${score}`,
    layerHead: (number: number, files: number, bytes: string) =>
      `layer ${number} · ${plural(files, 'file')} · ${bytes}`,
    layerEmpty: (number: number) => `layer ${number} changes no file`,
    wholeTree: (files: number, bytes: string) => `all ${files} files · ${bytes}`,
    layerTree: (number: number) => `what layer ${number} changed`,
    noFiles: 'No file.',
    pathsHead: (paths: number, bytes: string) => `${plural(paths, 'path')} · ${bytes}`,
    samePaths: 'No file of it differs in size.',
    settings: 'configuration',
    sameImage: 'Layer by layer the same.',
    and: (count: number) => `and ${count} more`,
    none: 'No image of this lab is there yet. Build first.',
    unset: 'not set',
    madeBy: 'what made the layer',
    lineHead: 'line',
    base: 'base',
    was: (what: string) => `was ${what}`,
    lineGone: (line: number) => `line ${line} is gone`,
  },

  /** What a screen reader says for the signs. */

  ...spokenWords,
  ...historyWords,

  scan: {
    title: (tag: string) => `Scan of ${tag}`,
    oneOf: (number: number, of: number) => `image ${number} of ${of}`,
    none: 'Not scanned yet.',
    begins: 'looking for a scanner …',
    first: 'The first scan loads the vulnerability database, some hundred MB. Later ones begin at once.',
    before: 'What the last scan said:',
    stopped: 'The scan was stopped. Nothing of it is left running.',
    notYours: 'Nobody fails for that: what cannot be judged here stays open.',
    outdated: 'The image was built anew since: this is about the one before.',
    ended: 'The distribution gets no fixes any more: its findings stay. Change the base.',
    unrecognised: 'No known distribution or package was recognised: that does not mean clean.',
    held: (count: number, fixable: number, severities: string) =>
      count === 0
        ? `none at ${severities}`
        : `${count} at ${severities}, ${fixable === count ? 'all' : fixable} fixable`,
    against: (tag: string, before: number, now: number) =>
      `${tag} has ${before} findings, this one ${now}: ${now === before ? 'as many' : now < before ? `${before - now} fewer` : `${now - before} more`}`,
    fixable: (count: number) => `${count} fixable`,
    origins: 'What brings them',
    findings: (count: number) => (count === 1 ? '1 finding' : `${count} findings, worst first`),
    more: (count: number) => `and ${count} more: docker-labs scan --json has them all`,
    secrets: 'Looks like a secret',
  },

  screens: {
    map: 'Map',
    step: 'Step',
    steps: 'Steps',
    verdict: 'Verdict',
    build: 'Build',
    hint: 'Hints',
    image: 'Images',
    solution: 'Solution',
    timeline: 'Attempts',
    attempt: 'An attempt',
    'lab-end': 'The lab so far',
    'confirm-restore': 'Bring back',
    scan: 'Scan',
    checklist: 'Checklist',
    engine: 'Doctor',
    help: 'Keys',
    finish: 'The end',
    'confirm-reset': 'Start anew',
    'confirm-run': 'What is run',
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
  spent: (time: string) => `You spent ${time}.`,
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
  earlierSame: 'in an earlier session, on the files as they are',
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
  runTitle: (lab: number, title: string) => `What building lab ${lab} runs: ${title}`,
  confirmRun: (folder: string, scripts: string[]) => [
    `Your ${scripts.join(' and ')} of ${folder} is run four times: as it is, with a scanner that finds something, with one that breaks, and with a Dockerfile that does not build.`,
    'Each time in a copy of the folder, with a home of its own: without your variables and without your logins for registries. It uses your docker client and engine, and is ended after ten minutes.',
    'It pushes to a registry on this machine that is started for it and removed afterwards, or to the one that REGISTRY names. A push to anywhere else is refused. The scanner is played.',
    'Press y to run it; you are asked this once. Any other key runs nothing.',
  ],
  runs: (folder: string, scripts: string[]) =>
    `Runs ${scripts.join(' and ')} of ${folder} four times: in a copy, without your logins, at most ten minutes each, pushing to a local registry only.`,
  finish: {
    title: 'Every lab is done',
    lead: 'You build images that hold what runs and nothing else, that run as nobody in particular, and that get out only when somebody has looked at them. All of it was measured on a real engine.',
    practised: {
      title: 'Every lab is practised',
      lead: 'You wrote Dockerfiles that keep only what runs, that run as nobody in particular, and that let out only what somebody has looked at. Nothing was built: all of it is predicted (◐), and what needs a running container or a scanner is still unknown (?). With Docker or Podman at hand, start docker-labs here again and press b in each lab: your files are measured then, as they are.',
    },
    resources: 'To look things up',
    next: 'What to learn next',
  },
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
