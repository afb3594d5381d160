import type { LabReport, VerdictStatus } from '../../src/checks/types.ts';
import { DOCKER, verdict } from './session.ts';

/** A round on the lab `basic` with one step, `two-stages`, judged by one check. */
export function attemptReport(
  options: { lab?: string; status?: VerdictStatus; actual?: string; practice?: boolean } = {},
): LabReport {
  const { lab = 'basic', status = 'pass', actual = 'what is there', practice = false } = options;
  const confidence = practice ? 'predicted' : 'measured';
  return {
    lab,
    status,
    steps: [
      {
        id: 'two-stages',
        status,
        checks: [verdict({ id: 'stages.count', status, actual, confidence })],
      },
    ],
    builds: { production: { ok: true, imageId: 'sha256:1', steps: [], warnings: [], ms: 12.4 } },
    images: { production: { tag: 'app:production', id: 'sha256:1', size: 100 } },
    engine: practice ? { ...DOCKER, kind: 'practice', version: '' } : DOCKER,
  };
}
