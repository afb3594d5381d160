import type { OwnedThing } from '../engine/types.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { formatBytes } from '../text/units.ts';
import type { CommonOptions } from './options.ts';
import { print, printJson } from './print.ts';
import { openRealEngine } from './setup.ts';

/** Containers hold images, so they go first. */
const ORDER: OwnedThing['type'][] = ['container', 'network', 'volume', 'image'];

/**
 * `clean`: shows what carries our label; with `--yes` removes it, and nothing else. Safe at any time:
 * what is in use stays and is said.
 */
export async function clean(
  options: CommonOptions & { yes: boolean },
  signal: AbortSignal,
): Promise<ExitCode> {
  const engine = await openRealEngine(options);
  try {
    const things = (await engine.ours(signal)).sort((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type));
    const kept: { thing: OwnedThing; reason: string }[] = [];
    for (const thing of options.yes ? things : []) {
      try {
        await engine.remove(thing, signal);
      } catch (error) {
        if (signal.aborted) throw error;
        kept.push({ thing, reason: error instanceof Error ? error.message : String(error) });
      }
    }
    if (options.json) printJson({ removed: options.yes, things, kept });
    else print(lines(things, kept, options.yes));
    return kept.length > 0 ? EXIT.cannotJudge : EXIT.ok;
  } finally {
    await engine.close();
  }
}

function lines(
  things: OwnedThing[],
  kept: { thing: OwnedThing; reason: string }[],
  removed: boolean,
): string[] {
  if (things.length === 0) return ['Nothing of docker-labs is in this engine.'];
  const total = things.reduce((sum, thing) => sum + (thing.size ?? 0), 0);
  const list = things.map((thing) => {
    const size = thing.size === undefined ? '' : formatBytes(thing.size);
    return `  ${thing.type.padEnd(10)} ${thing.name.padEnd(32)} ${size}`.trimEnd();
  });
  const sum = `${things.length} in all, up to ${formatBytes(total)} (layers may be shared)`;
  if (!removed) return [...list, sum, 'Nothing was removed. docker-labs clean --yes removes them.'];
  return [
    ...list,
    `Removed ${things.length - kept.length} of ${sum}.`,
    ...kept.map(({ thing, reason }) => `  kept ${thing.name}: ${reason}`),
  ];
}
