import type { LabReport, Verdict } from '../../checks/types.ts';
import type { Lab, WrongAnswer } from '../../course/types.ts';

/** What a report on the untouched starter shows that it must not: steps that are done before they begin. */
export function starterFaults(lab: Lab, report: LabReport): string[] {
  const early = report.steps.filter((step) => {
    const asked = lab.steps.find((one) => one.id === step.id);
    return asked && !asked.holdsFromStart && asked.checks.length > 0 && holds(step.status);
  });
  const broken = required(report).filter((verdict) => verdict.status === 'error');
  return [
    ...early.map((step) => `step ${step.id} holds for the starter already`),
    ...broken.map((verdict) => `${verdict.id}: a tool broke: ${verdict.actual}`),
  ];
}

/**
 * What a report on the solution shows that it must not.
 *
 * @param real on a real engine nothing may stay unknown, and nothing predicted
 */
export function solutionFaults(report: LabReport, real: boolean): string[] {
  const fine = new Set(real ? ['pass'] : ['pass', 'unknown']);
  const guessed = required(report).filter((verdict) => real && verdict.confidence !== 'measured');
  return [
    ...guessed.map((verdict) => `${verdict.id} is not measured but ${verdict.confidence}`),
    ...required(report)
      .filter((verdict) => !fine.has(verdict.status))
      // A base grows old while nobody looks: that is the warning's job, not a fault of the answer.
      .filter((verdict) => !(verdict.id === 'base.supported' && verdict.status === 'warn'))
      .map((verdict) => `${verdict.id} says ${verdict.status}: ${verdict.actual}`),
  ];
}

/**
 * What a report on a wrong answer shows that it must not: the named check does not catch it, blames
 * another line, or another check fails with it.
 */
export function wrongFaults(report: LabReport, { manifest }: WrongAnswer, real: boolean): string[] {
  const named = report.steps
    .filter((step) => step.id === manifest.step)
    .flatMap((step) => step.checks)
    .filter((verdict) => verdict.id === manifest.check);
  const caught = named.filter((verdict) => verdict.status === 'fail');
  const others = required(report).filter(
    (verdict) => verdict.id !== manifest.check && !manifest.alsoFails.includes(verdict.id),
  );
  const faults = others
    .filter((verdict) => verdict.status === 'fail' || verdict.status === 'error')
    .map((verdict) => `${verdict.id} ${verdict.status}s with it: ${verdict.actual}`);
  if (!real && manifest.practice === 'unknown') {
    const sure = named.filter((verdict) => verdict.status !== 'unknown');
    return [...faults, ...sure.map((verdict) => `${verdict.id} says ${verdict.status}, not unknown`)];
  }
  if (caught.length === 0) {
    const said = named.map((verdict) => `${verdict.status} (${verdict.actual})`).join(', ');
    return [`${manifest.check} does not catch it: it says ${said || 'nothing'}`, ...faults];
  }
  return [...faults, ...blameFaults(caught, manifest)];
}

function blameFaults(caught: Verdict[], { check, file, line, says }: WrongAnswer['manifest']): string[] {
  const faults: string[] = [];
  const places = caught.flatMap((verdict) => verdict.evidence).filter((one) => one.file !== undefined);
  const right = places.filter(
    (one) => (file === undefined || one.file === file) && (line === undefined || one.line === line),
  );
  if ((file !== undefined || line !== undefined) && right.length === 0) {
    const found = places.map((one) => `${one.file}:${one.line ?? '-'}`).join(', ') || 'no place';
    faults.push(`${check} blames ${found}, not ${file}${line === undefined ? '' : `:${line}`}`);
  }
  const texts = caught.flatMap((one) => [one.actual, one.tryNext, ...one.evidence.map((e) => e.text)]);
  if (says !== undefined && !texts.some((text) => text.includes(says))) {
    faults.push(`${check} does not say "${says}" but: ${caught.map((one) => one.actual).join('; ')}`);
  }
  return faults;
}

function required(report: LabReport): Verdict[] {
  return report.steps.flatMap((step) => step.checks).filter((verdict) => verdict.required);
}

function holds(status: Verdict['status']): boolean {
  return status === 'pass' || status === 'warn';
}
