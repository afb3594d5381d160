import type { PlannedStage } from '../dockerfile/plan.ts';
import type { BuildStep, StepStatus } from '../engine/types.ts';
import type { BuildState, ImageBuild } from './state.ts';

/** An image's build as stages that take files from each other. */
export interface BuildGraph {
  image: ImageBuild;
  stages: GraphStage[];
  /** The images that this build makes on its way: they are stages of it. */
  within: string[];
}

export interface GraphStage {
  name: string;
  steps: GraphStep[];
}

export interface GraphStep {
  text: string;
  status: StepStatus;
  /** As the engine tells it; absent until it does. */
  step?: BuildStep;
  /** The image of which the engine tells it: a stage may be built for another image first. */
  image: ImageBuild;
  /** The stages that it takes files from. */
  takes: string[];
  /** It is the same as in an earlier stage, and made there. */
  shared: boolean;
}

/** The graphs of a build. An image that is a stage of another one's build is part of that one's graph. */
export function buildGraphs(build: BuildState): BuildGraph[] {
  const inner = new Map(
    build.images.flatMap((image) => {
      const outer = build.images.findLast((other) => isWithin(image, other, build.images));
      return outer ? [[image, outer] as const] : [];
    }),
  );
  return build.images
    .filter((image) => !inner.has(image))
    .map((image) => {
      const parts = build.images.filter((one) => outermost(one, inner) === image && one !== image);
      return {
        image,
        stages: image.plan ? planned(image.plan.stages, [image, ...parts]) : told(image),
        within: parts.map(({ name }) => name),
      };
    });
}

/** Of two images with the very same stages the later one stands for both. */
function isWithin(image: ImageBuild, other: ImageBuild, images: readonly ImageBuild[]): boolean {
  if (image === other || !image.plan || image.plan.file !== other.plan?.file) return false;
  const there = new Set(other.plan.stages.map(({ name }) => name));
  const all = image.plan.stages.every(({ name }) => there.has(name));
  return all && (there.size > image.plan.stages.length || images.indexOf(image) < images.indexOf(other));
}

function outermost(image: ImageBuild, inner: ReadonlyMap<ImageBuild, ImageBuild>): ImageBuild {
  let at = image;
  for (let outer = inner.get(at); outer; outer = inner.get(at)) at = outer;
  return at;
}

const squeeze = (text: string) => text.replace(/\\\n/g, ' ').replace(/\s+/g, ' ').trim();

/** The stages of the Dockerfile, each step with what the engine has told of it. */
function planned(stages: readonly PlannedStage[], images: readonly ImageBuild[]): GraphStage[] {
  const all = images.flatMap((image) => image.steps.map((step) => ({ step, image })));
  const first = images[0] as ImageBuild;
  return stages.map((stage) => ({
    name: stage.name,
    steps: stage.steps.map((step, index): GraphStep => {
      const found = toldOf(stage, index, all);
      const shared = found ? undefined : sharedWith(stages, stage, index, all);
      const common = { text: step.text, takes: step.takes, shared: shared !== undefined };
      if (found) return { ...common, status: found.step.status, ...found };
      // It runs where it is told of; here it is there when it is over.
      if (shared?.step.status === 'running') return { ...common, status: 'waiting', image: first };
      if (shared) return { ...common, status: shared.step.status, ...shared };
      // An earlier stage as the base makes no step: it is there when the others have begun.
      return { ...common, status: index === 0 ? baseStatus(stage.name, all) : 'waiting', image: first };
    }),
  }));
}

type Told = { step: BuildStep; image: ImageBuild };

const isFrom = ({ instruction, name }: BuildStep) =>
  /^FROM\s/i.test(instruction ?? /\] (.*)/.exec(name)?.[1] ?? '');
const stageOf = ({ stage, name }: BuildStep) => stage ?? /^\[(\S+) \d+\/\d+\]/.exec(name)?.[1] ?? '';
const isOf = (step: BuildStep, stage: string) => stageOf(step).toLowerCase() === stage.toLowerCase();

/** FROM by its stage, any other step by its line, too. */
function toldOf(stage: PlannedStage, index: number, all: readonly Told[]): Told | undefined {
  const line = stage.steps[index]?.line;
  return all.find(
    ({ step }) =>
      isOf(step, stage.name) && (index === 0 ? isFrom(step) : !isFrom(step) && step.line === line),
  );
}

/** Two stages that begin with the same steps share them: a builder makes them once, and tells them of one stage. */
function sharedWith(
  stages: readonly PlannedStage[],
  stage: PlannedStage,
  index: number,
  all: readonly Told[],
): Told | undefined {
  const begins = (one: PlannedStage) =>
    one.steps
      .slice(0, index + 1)
      .map(({ text }) => squeeze(text))
      .join('\n');
  return stages
    .filter((one) => one !== stage && begins(one) === begins(stage))
    .map((one) => toldOf(one, index, all))
    .find((found) => found !== undefined);
}

function baseStatus(stage: string, all: readonly Told[]): StepStatus {
  const begun = all.some(
    ({ step }) => isOf(step, stage) && step.status !== 'waiting' && step.status !== 'cancelled',
  );
  return begun ? 'cached' : 'waiting';
}

/** Without a Dockerfile to read, the stages as the engine names them, in the order of their steps. */
function told(image: ImageBuild): GraphStage[] {
  const steps = image.steps.filter((step) => !step.internal || isFrom(step));
  const number = (step: BuildStep) => Number(/\s(\d+)\/\d+\]/.exec(step.name)?.[1] ?? 0);
  return [...new Set(steps.map(stageOf))].map((name) => ({
    name,
    steps: steps
      .filter((step) => stageOf(step) === name)
      .toSorted((a, b) => number(a) - number(b))
      .map((step) => ({ text: textOf(step), status: step.status, step, image, takes: [], shared: false })),
  }));
}

/** A base image is the engine's own step; it is shown, since pulling it takes the time. */
function textOf(step: BuildStep): string {
  return isFrom(step)
    ? (/FROM \S+/i.exec(step.name)?.[0] ?? step.name).replace('docker.io/library/', '')
    : (step.instruction ?? step.name);
}

/** What a stage is at as a whole. */
export function stageStatus({ steps }: GraphStage): StepStatus {
  const has = (status: StepStatus) => steps.some((step) => step.status === status);
  if (has('failed')) return 'failed';
  if (has('running')) return 'running';
  if (steps.every(({ status }) => status === 'cached')) return 'cached';
  if (steps.every(({ status }) => status === 'cached' || status === 'done')) return 'done';
  if (has('cancelled')) return 'cancelled';
  return 'waiting';
}
