import { basename, dirname } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { findOnPath } from '../../src/scan/run-program.ts';

/** The machine's own Chromium or Chrome; undefined where there is none. */
export async function findChromium(): Promise<string | undefined> {
  const named = process.env.CHROMIUM ?? '';
  const found = await Promise.all([
    named === '' ? [] : findOnPath(basename(named), { PATH: dirname(named) }),
    ...['chromium', 'chromium-browser', 'google-chrome'].map((name) => findOnPath(name)),
  ]);
  return found.flat()[0];
}

/** Starts it headless, with a profile that is new and empty. As root it has no sandbox of its own. */
export function startChromium(executablePath: string): Promise<Browser> {
  const args = ['--disable-gpu', '--disable-sync', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  return chromium.launch({ executablePath, args, timeout: 120_000 });
}
