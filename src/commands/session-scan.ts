import type { ScanPort } from '../session/ports.ts';
import type { SessionEngine } from './session-engine.ts';
import type { Setup } from './setup.ts';

/** Scans for the screens: with whatever scanner is here, and the lines of the learner's Dockerfile. */
export function sessionScan({ workspace }: Setup, engine: SessionEngine): ScanPort {
  return {
    async scan({ lab, tag, onProgress, signal }) {
      const [{ scanImage }, { originsOf }, { labSource }] = await Promise.all([
        import('../scan/scan.ts'),
        import('../scan/origin.ts'),
        import('./scan-source.ts'),
      ]);
      const report = await scanImage({
        ref: tag,
        engine: await engine.best(),
        mayFetch: true,
        onProgress,
        signal,
      });
      return { report, origins: originsOf(report, await labSource(lab, workspace.labDir(lab), tag)) };
    },
  };
}
