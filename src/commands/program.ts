import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { ENGINE_CHOICES } from '../engine/choice.ts';
import { EXIT, type ExitCode, Interrupted, LearnerError } from '../errors.ts';
import { EXPORT_FORMATS } from '../reports/export/formats.ts';
import { CSV_FORMATS } from '../reports/grade/formats.ts';
import { SCANNER_NAMES } from '../scan/types.ts';
import { packageVersion } from '../version.ts';
import type { ExportOptions } from './export.ts';
import type { GradeOptions } from './grade.ts';
import { addHelpCommands } from './help-commands.ts';
import type { InspectImageOptions } from './inspect-image.ts';
import type { JudgeOptions } from './judge.ts';
import type { CommonOptions } from './options.ts';
import { reportError } from './report-error.ts';
import type { ScanOptions } from './scan.ts';

/** What a command's action gets: its arguments, all options, and a signal that a Ctrl-C aborts. */
type Action<Options = CommonOptions> = (
  args: (string | undefined)[],
  options: Options,
  signal: AbortSignal,
) => Promise<ExitCode>;

/**
 * Runs the command that `argv` names. The only place that turns errors into words and exit codes.
 *
 * @param argv the arguments after the program's name
 * @returns the exit code (see `EXIT`)
 */
export async function run(argv: string[]): Promise<ExitCode> {
  const json = argv.includes('--json');
  const result: { code: ExitCode } = { code: EXIT.ok };
  try {
    const program = programOf(result);
    if (argv.length === 0) {
      program.outputHelp();
      return EXIT.ok;
    }
    await program.parseAsync(argv, { from: 'user' });
    return result.code;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT.ok; // --help
      const message = error.message.replace(/^error: /, '');
      return reportError(new LearnerError('usage', `${message}.`, 'See docker-labs --help.'), json);
    }
    return reportError(error, json);
  }
}

/**
 * The commands as commander knows them: for `run`, completion and the docs.
 *
 * @param result gets the exit code of the command that runs
 */
export function programOf(result: { code: ExitCode }): Command {
  const program = new Command('docker-labs')
    .description('Learn Docker multi-stage builds and image security, judged on the image you really build.')
    .version(packageVersion(), '-V, --version')
    .showHelpAfterError(false)
    .configureOutput({ writeErr: () => {} })
    .exitOverride()
    .addHelpText('after', '\nBegin with: docker-labs start');

  const command = <Options = CommonOptions>(
    syntax: string,
    text: string,
    action: Action<Options>,
    parent = program,
  ) => {
    const made = parent.command(syntax).description(text).exitOverride();
    made
      .option('--dir <workspace>', 'the workspace (default: here if it is one, else ./docker-labs)')
      .addOption(
        new Option('--engine <engine>', 'the container engine').choices(ENGINE_CHOICES).default('auto'),
      )
      .option('--json', 'one JSON document on standard output', false)
      .option('--labs <dir>', 'another course')
      .option('--no-color', 'no colour (NO_COLOR works too)')
      .action(async (...received: unknown[]) => {
        const args = received.slice(0, made.registeredArguments.length) as (string | undefined)[];
        result.code = await interruptible((signal) => action(args, made.opts() as Options, signal));
      });
    return made;
  };

  command(
    'start [lab]',
    'open the tutorial: lays out the workspace, resumes where you stopped',
    async ([lab], options) => (await import('./start.ts')).start({ ...options, ...(lab ? { lab } : {}) }),
  );
  command('list', 'labs, steps, status and the completion checklist', async (_, options) =>
    (await import('./list.ts')).list(options),
  );
  command<CommonOptions & { build: boolean }>(
    'check [lab]',
    'judge all labs, one LAB or one LAB/STEP',
    async ([target], options, signal) => (await import('./check.ts')).check(target, options, signal),
  ).option('--no-build', 'judge the images as they are, without building');
  command('build <lab>', 'build what a lab asks for', async ([lab = ''], options, signal) =>
    (await import('./build.ts')).buildLab(lab, options, signal),
  );
  command('hint <lab/step>', 'the next hint for a step', async ([target = ''], options) =>
    (await import('./hint.ts')).hint(target, options),
  );
  command('solution <lab>', 'a finished answer against your own files', async ([lab = ''], options) =>
    (await import('./solution.ts')).solution(lab, options),
  );
  command('reset <lab>', 'start a lab anew; your files are moved to a backup', async ([lab = ''], options) =>
    (await import('./reset.ts')).reset(lab, options),
  );
  command<InspectImageOptions>(
    'inspect <image> [other]',
    'layers, config and size of an image, or two side by side',
    async ([image = '', other], options) =>
      (await import('./inspect-image.ts')).inspectImage(image, other, options),
  )
    .option('-f, --file <dockerfile>', 'the Dockerfile that made it: names the line of every layer')
    .option('--target <stage>', 'the stage of it that was built');
  command<ScanOptions>(
    'scan [image]',
    'known vulnerabilities of an image, from whatever scanner is here, or from a saved report',
    async ([image], options, signal) => (await import('./scan.ts')).scan(image, options, signal),
  )
    .option('--from <report>', 'a saved report of Trivy, Grype, Docker Scout (SARIF) or Snyk')
    .addOption(new Option('--scanner <name>', 'the scanner to run').choices(SCANNER_NAMES))
    .option('--severity <list>', 'which findings end with exit code 1 (default: HIGH,CRITICAL)')
    .option('--ignore-unfixed', 'count only what a newer version mends', false)
    .option(
      '-f, --file <dockerfile>',
      'its Dockerfile, whose lines are named (default: the lab’s, in a workspace)',
    );
  command<JudgeOptions>(
    'judge [image]',
    'the same checks on any image, archive or Dockerfile',
    async ([image], options, signal) => (await import('./judge.ts')).judge(image, options, signal),
  )
    .option('-f, --file <dockerfile>', 'the Dockerfile; alone it needs no engine')
    .option('--context <dir>', 'its build context (default: its folder)')
    .option('--target <stage>', 'the stage to judge')
    .option('--check <id[=json]>', 'a check, with its args; may be repeated', collect)
    .option('--spec <file>', 'a file that states the checks, YAML or JSON')
    .option('--junit', 'a JUnit report on standard output');
  command<ExportOptions>(
    'export',
    'your work as one signed file to hand in, or as a page to read',
    async (_, options) => (await import('./export.ts')).exportWork(options),
  )
    .option(
      '-o, --output <file>',
      'where to write it (default: docker-labs-export.json here); - is standard output',
    )
    .addOption(
      new Option('--format <format>', 'json is what is handed in').choices(EXPORT_FORMATS).default('json'),
    )
    .option('--name <name>', 'your name, asked for once')
    .option('--id <id>', 'your id at your school, if there is one');
  command<GradeOptions>(
    'grade <exports...>',
    'grade exports, by file or folder: integrity, scores from the evidence, reports',
    async ([exports], options, signal) =>
      (await import('./grade.ts')).grade(exports as unknown as string[], options, signal),
  )
    .option('--rules <file>', 'the course file: required labs, points, deadline, late rule')
    .option('--csv <file>', 'write a CSV')
    .addOption(new Option('--csv-format <format>', 'for whom').choices(CSV_FORMATS).default('plain'))
    .option('--html <file>', 'write the class report, one page')
    .option('--junit <file>', 'write a JUnit report')
    .option('--rebuild', 'build each submission again from its own files, judge it, and compare')
    .option('--network', 'with --rebuild: builds and containers may use the network')
    .option('--jobs <n>', 'with --rebuild: submissions at a time on each engine (default: 2)', atLeastOne)
    .option('--time-limit <seconds>', 'with --rebuild: for a submission (default: 900)', atLeastOne)
    .option(
      '--disk-limit <gigabytes>',
      "with --rebuild: by which the engine's disk may grow (default: 4)",
      atLeastOne,
    )
    .option('--context <name>', 'with --rebuild: the engine of a docker context; may be repeated', collect)
    .option('--state <file>', 'with --rebuild: what is done already (default: docker-labs-rebuild.jsonl)');
  command('doctor', 'what docker-labs finds on this machine, and what to do about it', async (_, options) =>
    (await import('./doctor.ts')).doctor(options),
  );
  command<CommonOptions & { yes: boolean }>(
    'clean',
    'show, and with --yes remove, what docker-labs made in the engine',
    async (_, options, signal) => (await import('./clean.ts')).clean(options, signal),
  ).option('-y, --yes', 'remove it', false);
  const author = program.command('author').description('for course authors').exitOverride();
  command<CommonOptions & { lab?: string[] }>(
    'check [dir]',
    'prove that a course is sound: schema, links, starters, solutions and wrong answers',
    async ([dir], options, signal) => (await import('./author-check.ts')).author(dir, options, signal),
    author,
  ).option('--lab <id...>', 'only these labs');
  addHelpCommands(program, (code) => {
    result.code = code;
  });
  return program;
}

/** @throws InvalidArgumentError for anything but a number of 1 or more */
function atLeastOne(value: string): number {
  const number = Number(value);
  if (Number.isFinite(number) && number >= 1) return number;
  throw new InvalidArgumentError('It is a number of 1 or more.');
}

/** A value of an option that may be repeated, with those before it. */
function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

/**
 * A package below conf (when-exit) hears each signal, too, and sends it once more at once: taken for a second one, that
 * would end the program before its containers are removed and before it has said so. Milliseconds.
 */
const ECHO = 500;

/**
 * Runs an action whose signal SIGINT, SIGTERM and SIGHUP abort; the first one wins, a later one kills. Interrupted, it
 * listens on until the program has ended: an action that ends at once would leave the echo to kill it unsaid.
 */
async function interruptible(action: (signal: AbortSignal) => Promise<ExitCode>): Promise<ExitCode> {
  const controller = new AbortController();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  let at = 0;
  const leave = () => {
    for (const signal of signals) process.off(signal, hear);
  };
  const hear = (signal: NodeJS.Signals) => {
    if (!controller.signal.aborted) {
      at = Date.now();
      controller.abort(new Interrupted());
    } else if (Date.now() - at > ECHO) {
      leave();
      process.kill(process.pid, signal);
    }
  };
  for (const signal of signals) process.on(signal, hear);
  try {
    return await action(controller.signal);
  } catch (error) {
    if (controller.signal.aborted) throw new Interrupted(undefined, { cause: error });
    throw error;
  } finally {
    if (!controller.signal.aborted) leave();
  }
}
