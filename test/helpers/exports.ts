// A class of learners, each with a real workspace's state: attempts, progress and key.
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Verdict, VerdictStatus } from '../../src/checks/types.ts';
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
  /** A round each on the lab `basic`: step id -> status of its checks; other steps are not judged. */
  rounds?: Record<string, VerdictStatus>[];
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
  const { name = 'Ada Lovelace', id = 's1', rounds = [{ 'two-stages': 'pass' }], practice = false } = plan;
  const dir = mkdtempSync(join(tmpdir(), 'docker-labs-class-'));
  try {
    const lab = course.labs.find((one) => one.id === 'basic');
    if (!lab) throw new Error('no lab basic');
    const labDir = join(dir, lab.folder);
    mkdirSync(labDir);
    writeFileSync(join(labDir, 'Dockerfile.basic'), plan.dockerfile ?? `FROM scratch\n# ${name}\n`);
    const attempts = new AttemptStore(join(dir, '.docker-labs'));
    let progress = emptyProgress(course);
    let at = Date.parse(plan.at ?? '2026-11-23T14:00:00.000Z');
    for (const round of rounds) {
      const steps = lab.steps
        .filter((step) => step.id in round)
        .map((step) => ({
          id: step.id,
          status: round[step.id] as VerdictStatus,
          checks: step.checks.map(
            (check): Verdict =>
              verdict({
                id: check.id,
                status: round[step.id] as VerdictStatus,
                actual: plan.actual ?? 'seen',
                confidence: 'measured',
              }),
          ),
        }));
      const report = {
        lab: lab.id,
        status: 'pass' as const,
        steps,
        builds: {},
        images: { production: { tag: 'app:production', id: 'sha256:1', size: 42_000_000 } },
        engine: practice ? { ...DOCKER, kind: 'practice' as const } : DOCKER,
      };
      const when = new Date(at).toISOString();
      const { id: courseId, version } = course.manifest;
      const snapshot = await attempts.snapshot(labDir);
      await attempts.append(report, { snapshot, course: { id: courseId, version }, at: when, asked: true });
      progress = recordReport(progress, report, { at: when, counts: true });
      at += 3_600_000;
    }
    const now = new Date(plan.exportedAt ?? '2026-11-24T10:00:00.000Z');
    return await makeExport({ course, progress, attempts, learner: { name, id }, tool: '0.1.0', now });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** A key of a workspace of its own. */
function newKey(): KeyObject {
  return createPrivateKey(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
}

/** A learner's export as the file that is handed in. */
export async function sealed(course: Course, plan: LearnerPlan = {}, key = newKey()): Promise<string> {
  return sealExport(await exportOf(course, plan), key);
}
