import { gatherFacts } from '../checks/facts.ts';
import { labSubjects } from '../checks/subjects.ts';
import type { LabReport } from '../checks/types.ts';
import type { BuildOutcome, EngineInfo } from '../engine/types.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { formatBytes, formatDuration } from '../text/units.ts';
import { AttemptRecorder } from './attempt-recorder.ts';
import { buildNarrator } from './narrate-build.ts';
import type { CommonOptions } from './options.ts';
import { print, printJson } from './print.ts';
import { findLab, openEngine, openSetup } from './setup.ts';
import { tellScripts } from './tell-scripts.ts';

interface Built {
  image: string;
  tag: string;
  outcome: BuildOutcome;
  size: number | undefined;
}

/** `build LAB`: builds each image of the lab from the files as they are now. 1 when one does not build. */
export async function buildLab(name: string, options: CommonOptions, signal: AbortSignal): Promise<ExitCode> {
  const setup = await openSetup(options);
  const { course, workspace } = setup;
  const lab = findLab(course, name);
  const engine = await openEngine(options, course);
  try {
    const attempts = new AttemptRecorder(setup);
    await attempts.begin(lab, true);
    if (engine.real) tellScripts(setup, lab);
    const subjects = labSubjects(lab, workspace.labDir(lab));
    const onBuildEvent = buildNarrator(process.stderr);
    const round = gatherFacts({
      subjects,
      engine,
      build: 'always',
      onBuildEvent,
      superseded: attempts.superseded(lab),
      signal,
    });
    const built: Built[] = [];
    for (const { name: image, tag = '' } of subjects) {
      const facts = round.subject(image);
      const outcome = await facts.build();
      built.push({ image, tag, outcome, size: outcome.ok ? (await facts.image()).size : undefined });
    }
    const report = reportOf(lab.id, built, await engine.info(signal));
    const unkept = await attempts.record(report, true);
    if (unkept) process.stderr.write(`${unkept}\n`);
    if (options.json) printJson({ engine: { kind: engine.kind }, lab: lab.id, images: built.map(document) });
    else print(built.flatMap((one) => lines(one, engine.real)));
    return built.every((one) => one.outcome.ok) ? EXIT.ok : EXIT.failed;
  } finally {
    await engine.close();
  }
}

/** A build judges nothing, but it is an attempt all the same: of these files, with these images. */
function reportOf(lab: string, built: readonly Built[], engine: EngineInfo): LabReport {
  const images = built.flatMap(({ image, tag, outcome, size = 0 }) =>
    outcome.ok ? [[image, { tag, id: outcome.imageId, size }] as const] : [],
  );
  return {
    lab,
    status: 'unknown',
    steps: [],
    builds: Object.fromEntries(built.map(({ image, outcome }) => [image, outcome])),
    images: Object.fromEntries(images),
    engine,
  };
}

function document({ image, tag, outcome, size }: Built) {
  const { ms, steps, warnings } = outcome;
  return {
    image,
    tag,
    ...(outcome.ok ? { ok: true, id: outcome.imageId, size } : { ok: false, failure: outcome.failure }),
    ms,
    warnings,
    steps: steps
      .filter((step) => !step.internal)
      .map(({ stage, instruction, status }) => ({ stage, instruction, status })),
  };
}

function lines({ tag, outcome, size }: Built, real: boolean): string[] {
  if (outcome.ok) {
    const how = real ? formatDuration(outcome.ms) : 'predicted';
    return [`${tag}  ${formatBytes(size ?? 0)}  ${how}`];
  }
  const { message, line, log } = outcome.failure;
  return [
    `${tag}  did not build${line ? `, line ${line}` : ''}: ${message}`,
    ...log.map((text) => `    ${text}`),
  ];
}
