import { judgeLab } from '../checks/round.ts';
import { count, worst } from '../checks/status.ts';
import type { LabReport, VerdictStatus } from '../checks/types.ts';
import type { Engine } from '../engine/types.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { checkView } from '../plain/check.ts';
import { finishView } from '../plain/finish.ts';
import { recordReport } from '../progress/record.ts';
import { checklist } from '../progress/summary.ts';
import type { RecordedStatus } from '../progress/types.ts';
import { capabilities } from '../text/capabilities.ts';
import { AttemptRecorder } from './attempt-recorder.ts';
import { buildNarrator } from './narrate-build.ts';
import type { CommonOptions } from './options.ts';
import { print, printJson, warnOfProgress } from './print.ts';
import { findTarget, openEngine, openSetup, type Setup } from './setup.ts';
import { tellScripts } from './tell-scripts.ts';

/**
 * `check [LAB[/STEP]]`: builds what is stale, judges, records, and says.
 *
 * @returns 0 when every required check holds, 1 when one fails, 3 when one cannot be judged here
 */
export async function check(
  target: string | undefined,
  options: CommonOptions & { build: boolean },
  signal: AbortSignal,
): Promise<ExitCode> {
  const setup = await openSetup(options);
  const { course } = setup;
  const chosen = target ? [findTarget(course, target)] : course.labs.map((lab) => ({ lab, step: undefined }));
  const engine = await openEngine(options, course);
  try {
    // Before the round: an engine that is lost in it could not be asked afterwards, and the verdicts say so.
    const info = await engine.info(signal);
    const reports: LabReport[] = [];
    const attempts = new AttemptRecorder(setup);
    for (const { lab, step } of chosen) {
      await attempts.begin(lab, true);
      if (engine.real && options.build) tellScripts(setup, lab);
      const report = await judgeLab({
        lab,
        labDir: setup.workspace.labDir(lab),
        engine,
        ...(step ? { steps: [step.id] } : {}),
        build: options.build ? 'auto' : 'never',
        onBuildEvent: buildNarrator(process.stderr),
        superseded: attempts.superseded(lab),
        signal,
      });
      reports.push(report);
      await record(setup, report);
      const unkept = await attempts.record(report, true);
      if (unkept) process.stderr.write(`${unkept}\n`);
    }
    say(setup, engine, reports, info, options);
    return exitCode(reports);
  } finally {
    await engine.close();
  }
}

async function record({ progress }: Setup, report: LabReport): Promise<void> {
  await progress.update((before) =>
    recordReport(before, report, { at: new Date().toISOString(), counts: true }),
  );
  warnOfProgress(progress);
}

type Info = Awaited<ReturnType<Engine['info']>>;

function say(setup: Setup, engine: Engine, reports: LabReport[], info: Info, options: CommonOptions): void {
  const items = checklist(setup.course, setup.progress.read());
  const summary = count(reports.flatMap((report) => report.steps.flatMap((step) => step.checks)));
  if (!options.json) {
    print(
      checkView(
        { course: setup.course, reports, engine: info, checklist: items, summary },
        capabilities(process.stdout, options),
      ),
    );
    print(finishView(setup.course, setup.progress.read(), capabilities(process.stdout, options)));
    return;
  }
  printJson({
    engine: { kind: engine.kind, version: info.version, apiVersion: info.apiVersion },
    labs: reports.map((report) => ({ id: report.lab, status: report.status, steps: report.steps })),
    checklist: items.map(({ id, title, status }) => ({ id, title, status: verdictOf(status) })),
    summary,
  });
}

/** The contract of `check --json` knows verdicts alone: what is open or only practised is `unknown`. */
function verdictOf(status: RecordedStatus): VerdictStatus {
  return status === 'pass' || status === 'fail' ? status : 'unknown';
}

function exitCode(reports: LabReport[]): ExitCode {
  const status = worst(reports.map((report) => report.status));
  if (status === 'fail') return EXIT.failed;
  return status === 'error' || status === 'unknown' ? EXIT.cannotJudge : EXIT.ok;
}
