// A class of learners, each with a real workspace's state: attempts, progress and key.
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { LabReport, Verdict, VerdictStatus } from '../../src/checks/types.ts';
import type { Course } from '../../src/course/types.ts';
import { AttemptStore } from '../../src/progress/attempts.ts';
import { recordReport } from '../../src/progress/record.ts';
import { makeExport } from '../../src/reports/export/make.ts';
import type { ExportDocument } from '../../src/reports/export/schema.ts';
import { sealExport } from '../../src/reports/export/sign.ts';
import { DOCKER, emptyProgress, verdict } from './session.ts';

interface LearnerPlan {
  name?: string;
  id?: string;
  /** Default `basic`. */
  lab?: string;
  /** A round each on that lab: step id -> status of its checks; other steps are not judged. */
  rounds?: Record<string, VerdictStatus>[];
  /** Further files of the lab's folder, by path. */
  files?: Record<string, string>;
  /** More labs, after the first. */
  more?: Pick<LearnerPlan, 'lab' | 'rounds' | 'files' | 'dockerfile' | 'size'>[];
  /** Bytes of the image. */
  size?: number;
  /** Seconds and hints of each step, by lab and step. */
  help?: (lab: string, step: string) => { seconds: number; hintsSeen: number; solutionSeen: boolean };
  /** Of the rounds; default 2026-11-23T14:00:00Z, an hour later each. */
  at?: string;
  exportedAt?: string;
  dockerfile?: string;
  /** What the checks found, in each verdict. */
  actual?: string;
  practice?: boolean;
}

/** The document that `docker-labs export` writes for such a learner. */
export async function exportOf(course: Course, plan: LearnerPlan = {}): Promise<ExportDocument> {
  const { name = 'Ada Lovelace', id = 's1' } = plan;
  const dir = mkdtempSync(join(tmpdir(), 'docker-labs-class-'));
  try {
    const attempts = new AttemptStore(join(dir, '.docker-labs'));
    let progress = emptyProgress(course);
    let at = Date.parse(plan.at ?? '2026-11-23T14:00:00.000Z');
    for (const part of [plan, ...(plan.more ?? [])]) {
      for (const report of work(course, part, dir, name, plan)) {
        const lab = course.labs.find((one) => one.id === report.lab);
        const when = new Date(at).toISOString();
        const { id: courseId, version } = course.manifest;
        const snapshot = await attempts.snapshot(join(dir, lab?.folder ?? ''));
        await attempts.append(report, { snapshot, course: { id: courseId, version }, at: when, asked: true });
        progress = recordReport(progress, report, { at: when, counts: true });
        at += 3_600_000;
      }
    }
    for (const [lab, steps] of Object.entries(progress.labs))
      for (const [step, record] of Object.entries(steps)) Object.assign(record, plan.help?.(lab, step));
    const now = new Date(plan.exportedAt ?? '2026-11-24T10:00:00.000Z');
    return await makeExport({ course, progress, attempts, learner: { name, id }, tool: '0.1.0', now });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Lays out a lab's files and gives the reports of its rounds. */
function* work(
  course: Course,
  part: LearnerPlan,
  dir: string,
  name: string,
  { actual = 'seen', practice = false }: LearnerPlan,
): Generator<LabReport> {
  const { rounds = [{ 'two-stages': 'pass' }], files = {}, size = 42_000_000 } = part;
  const lab = course.labs.find((one) => one.id === (part.lab ?? 'basic'));
  if (!lab) throw new Error(`no lab ${part.lab}`);
  const [image = ''] = Object.keys(lab.manifest.images);
  const { dockerfile = 'Dockerfile', tag = '' } = lab.manifest.images[image] ?? {};
  const own = part.dockerfile ?? `FROM scratch\n# ${name}\n`;
  for (const [path, text] of Object.entries({ [dockerfile]: own, ...files })) {
    mkdirSync(dirname(join(dir, lab.folder, path)), { recursive: true });
    writeFileSync(join(dir, lab.folder, path), text);
  }
  for (const round of rounds) {
    const steps = lab.steps
      .filter((step) => step.id in round)
      .map((step) => {
        const status = round[step.id] as VerdictStatus;
        const checks = step.checks.map(
          (check): Verdict => verdict({ id: check.id, status, actual, confidence: 'measured' }),
        );
        return { id: step.id, status, checks };
      });
    yield {
      lab: lab.id,
      status: 'pass',
      steps,
      builds: {},
      images: { [image]: { tag, id: 'sha256:1', size } },
      engine: practice ? { ...DOCKER, kind: 'practice' } : DOCKER,
    };
  }
}

/** A key of a workspace of its own. */
export function newKey(): KeyObject {
  return createPrivateKey(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
}

/** A learner's export as the file that is handed in. */
export async function sealed(course: Course, plan: LearnerPlan = {}, key = newKey()): Promise<string> {
  return sealExport(await exportOf(course, plan), key);
}
