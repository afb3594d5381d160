import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { placeFile } from '../course/files.ts';
import { EXIT, type ExitCode, LearnerError } from '../errors.ts';
import { AttemptStore } from '../progress/attempts.ts';
import { type Learner, readLearner, saveLearner } from '../progress/learner.ts';
import { takeSnapshot } from '../progress/snapshot.ts';
import { workspaceKey } from '../progress/workspace-key.ts';
import type { ExportFormat } from '../reports/export/formats.ts';
import { makeExport } from '../reports/export/make.ts';
import { exportMarkdown } from '../reports/export/markdown.ts';
import { outline } from '../reports/export/outline.ts';
import { exportPage } from '../reports/export/page.ts';
import type { ExportDocument } from '../reports/export/schema.ts';
import { sealExport } from '../reports/export/sign.ts';
import { packageVersion } from '../version.ts';
import type { CommonOptions } from './options.ts';
import { print, printJson } from './print.ts';
import { openSetup, type Setup } from './setup.ts';

export interface ExportOptions extends CommonOptions {
  output?: string;
  format: ExportFormat;
  name?: string;
  id?: string;
}

const EXTENSION = { json: 'json', markdown: 'md', html: 'html' } as const;

/**
 * `export`: what the learner did, as one file to hand in (JSON, signed) or to read (Markdown, HTML).
 *
 * @returns 0 when it is written
 */
export async function exportWork(options: ExportOptions): Promise<ExitCode> {
  const setup = await openSetup(options);
  const { course, workspace, progress } = setup;
  const learner = await who(workspace.stateDir, options);
  const document = await makeExport({
    course,
    progress: progress.read(),
    attempts: new AttemptStore(workspace.stateDir),
    learner,
    tool: packageVersion(),
    now: new Date(),
  });
  for (const warning of progress.warnings.splice(0)) process.stderr.write(`${warning}\n`);
  const text =
    options.format === 'json'
      ? sealExport(document, await workspaceKey(workspace.stateDir))
      : (options.format === 'markdown' ? exportMarkdown : exportPage)(outline(document, course));
  if (options.output === '-') {
    process.stdout.write(text);
    return EXIT.ok;
  }
  const file = resolve(options.output ?? `docker-labs-export.${EXTENSION[options.format]}`);
  await write(file, text);
  const notes = await remarks(setup, document);
  if (options.json) printJson({ file, learner, attempts: document.chain.length, notes });
  else
    print([
      `${file}`,
      `  of ${learner.name}${learner.id ? `, ${learner.id}` : ''}`,
      ...notes.map((note) => `  ${note}`),
    ]);
  return EXIT.ok;
}

async function write(file: string, text: string): Promise<void> {
  try {
    await placeFile(file, text);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new LearnerError(
      'bad-file',
      `${file} cannot be written (${code ?? 'unknown reason'}).`,
      'Name another file with -o.',
      { cause },
    );
  }
}

/** Who the learner is: as said now, else as said before, else asked for once where someone can answer. */
async function who(stateDir: string, { name, id, json }: ExportOptions): Promise<Learner> {
  const known = await readLearner(stateDir);
  if (name !== undefined || (id !== undefined && known)) {
    return saveLearner(stateDir, { name: name ?? known?.name ?? '', id: id ?? known?.id ?? '' });
  }
  if (known) return known;
  if (process.stdin.isTTY && process.stderr.isTTY && !json) {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      const said = await lines.question('Your name, as your instructor knows it: ');
      return await saveLearner(stateDir, {
        name: said,
        id: await lines.question('Your id (may be empty): '),
      });
    } finally {
      lines.close();
    }
  }
  throw new LearnerError(
    'usage',
    'An export says who it is from.',
    'Say it once with --name NAME --id ID; it is kept in .docker-labs/learner.json.',
  );
}

/** What the learner should know before he hands it in. */
async function remarks({ course, workspace, progress }: Setup, document: ExportDocument): Promise<string[]> {
  const notes: string[] = [];
  const recorded = progress.read().labs;
  for (const lab of course.labs) {
    const exported = document.labs.find((one) => one.id === lab.id);
    const { files } = await takeSnapshot(workspace.labDir(lab));
    const judged = exported?.files.map(({ path, sha256 }) => `${path} ${sha256}`).join();
    const holds = exported?.steps.filter((step) => step.status === 'pass').length ?? 0;
    const known = Object.values(recorded[lab.id] ?? {}).filter((step) => step.status === 'pass').length;
    if (
      exported?.attempt !== undefined &&
      judged !== files.map(({ path, sha256 }) => `${path} ${sha256}`).join()
    ) {
      notes.push(
        `${lab.id}: your files changed since they were judged last. docker-labs check ${lab.id} takes them along.`,
      );
    } else if (known > holds) {
      notes.push(
        `${lab.id}: ${known - holds} steps that held are not among the attempts. docker-labs check ${lab.id} adds one.`,
      );
    }
  }
  return notes;
}
