import { scanImage } from '../scan/scan.ts';
import type { ScanReport } from '../scan/types.ts';
import { capabilities } from '../text/capabilities.ts';
import { cut } from '../text/width.ts';
import type { ScanOptions } from './scan.ts';
import { openRealEngine } from './setup.ts';

/** Scans an image of the engine with a scanner of this machine; what it is at goes to stderr. */
export async function scanNow(image: string, options: ScanOptions, signal: AbortSignal): Promise<ScanReport> {
  const engine = await openRealEngine(options);
  const { stderr } = process;
  const { width, ascii } = capabilities(stderr);
  const live = stderr.isTTY === true;
  let last = '';
  const onProgress = (line: string) => {
    if (line === last) return;
    last = line;
    stderr.write(live ? `\r\u001b[K${cut(line, width - 1, ascii)}` : `${line}\n`);
  };
  try {
    const { scanner } = options;
    return await scanImage({ ref: image, engine, scanner, mayFetch: true, onProgress, signal });
  } finally {
    if (live && last !== '') stderr.write('\r\u001b[K');
    await engine.close();
  }
}
