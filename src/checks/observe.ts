import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine, RunningContainer } from '../engine/types.ts';
import { EngineError, Interrupted } from '../errors.ts';
import type { ImageFacts } from '../image/types.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import { type ProbeAnswer, probe } from './http-probe.ts';
import { hasHealthcheck, portOf, runSpec } from './run-spec.ts';
import type { RunMode, RunPlan, RunReport, Subject } from './types.ts';

const START_TIMEOUT = 30_000;
/** Longer than an image's own retries take at an interval of a second. */
const HEALTH_TIMEOUT = 40_000;
/** Docker's own patience between SIGTERM and SIGKILL. */
const STOP_TIMEOUT = 10_000;
/** A program without a port has to live this long to count as running. */
const SETTLE = 700;
const REQUEST_TIMEOUT = 5_000;
const POLL = 100;
const LOG_BYTES = 16 * 1024;

interface Observation {
  engine: Engine;
  image: ImageFacts;
  subject: Subject;
  mode: RunMode;
  signal: AbortSignal | undefined;
}

/**
 * Runs the image once and writes down all that checks want to know: does it start, answer, run as whom,
 * become healthy, end on SIGTERM. The container is removed however this ends.
 *
 * @throws EngineError when the engine is at fault; a program that does not start is a report, not an error
 */
export async function observe(observation: Observation): Promise<RunReport> {
  const { engine, image, subject, mode, signal } = observation;
  const { spec, commandLine } = runSpec(image, subject, mode);
  const report: RunReport = {
    mode,
    commandLine,
    started: false,
    startError: '',
    responses: [],
    processes: [],
    logs: '',
  };
  let container: RunningContainer;
  try {
    container = await engine.start(spec, signal);
  } catch (error) {
    // The engine refuses to start this program (no such user, no such file): the image's fault.
    if (!(error instanceof EngineError) || error.code !== 'engine-failed') throw error;
    return { ...report, startError: sanitiseLine(error.message) };
  }
  try {
    return await watch(container, observation, report);
  } finally {
    await container.remove();
  }
}

async function watch(
  container: RunningContainer,
  { image, subject, mode, signal }: Observation,
  report: RunReport,
): Promise<RunReport> {
  const plan = subject.run ?? {};
  const port = portOf(image, plan);
  report.started = true;
  if (port === undefined) await settle(container, signal);
  else report.responses = await ask(container, port, plan, signal);
  if (await ended(container, report)) return report;
  // Who runs, how healthy it is and how it ends is asked of a plain run; the others are about what they are denied.
  if (mode === 'plain') {
    report.processes = await container.processes();
    if (hasHealthcheck(image)) report.health = await health(container, signal);
    if (await ended(container, report)) return report;
    report.stop = await container.stop({ signal: 'SIGTERM', timeoutMs: STOP_TIMEOUT });
  }
  report.logs = await container.logs(LOG_BYTES);
  return report;
}

/** Has it ended by itself? Then the report says how, with its last words. */
async function ended(container: RunningContainer, report: RunReport): Promise<boolean> {
  const state = await container.state();
  if (state.running) return false;
  report.exitedEarly = { exitCode: state.exitCode, oomKilled: state.oomKilled };
  if (state.error) {
    report.started = false;
    report.startError = sanitiseLine(state.error);
  }
  report.logs = await container.logs(LOG_BYTES);
  return true;
}

async function settle(container: RunningContainer, signal: AbortSignal | undefined): Promise<void> {
  const until = performance.now() + SETTLE;
  while (performance.now() < until && (await container.state()).running) await pause(signal);
}

/** The first request waits for the port to answer, the others are asked once. */
async function ask(
  container: RunningContainer,
  port: number,
  plan: RunPlan,
  signal: AbortSignal | undefined,
): Promise<RunReport['responses']> {
  const requests = plan.requests?.length ? plan.requests : [{ path: '/' }];
  const until = performance.now() + (plan.startTimeout ?? START_TIMEOUT);
  const responses: RunReport['responses'] = [];
  for (const { path } of requests) {
    let answer = await askOnce(container, port, path);
    // 502 to 504 is what a server says that is still starting.
    while (
      (answer.status === undefined || answer.status >= 502) &&
      performance.now() < until &&
      (await container.state()).running
    ) {
      await pause(signal);
      answer = await askOnce(container, port, path);
    }
    responses.push({ path, ...answer });
    if (answer.status === undefined) break;
  }
  return responses;
}

async function askOnce(container: RunningContainer, port: number, path: string): Promise<ProbeAnswer> {
  try {
    return await probe(await container.endpoint(port), path, REQUEST_TIMEOUT);
  } catch (error) {
    // The port's mapping is gone as soon as the program has ended.
    if (error instanceof EngineError && (await container.state()).running) throw error;
    return { error: 'the container ended', ms: 0 };
  }
}

/**
 * Waits for what the health check says. Our interval is shorter than the image's: a program that took longer to start than
 * its retries take now is unhealthy before it can answer, and is given two more probes, of which one began after that.
 */
async function health(
  container: RunningContainer,
  signal: AbortSignal | undefined,
): Promise<NonNullable<RunReport['health']>> {
  const started = performance.now();
  let final: number | undefined;
  for (;;) {
    const state = await container.state();
    const ms = Math.round(performance.now() - started);
    const { status = 'starting', lastOutput = '', failingStreak = 0 } = state.health ?? {};
    final ??= status === 'unhealthy' ? failingStreak + 2 : 0;
    const open = status === 'starting' || (status === 'unhealthy' && failingStreak < final);
    if (!open || !state.running || ms > HEALTH_TIMEOUT) {
      return { status, ms, lastOutput: sanitiseLine(lastOutput) };
    }
    await pause(signal);
  }
}

async function pause(signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(POLL, undefined, signal ? { signal } : {});
  } catch (cause) {
    throw new Interrupted('Stopped.', { cause });
  }
}
