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
} as const;
