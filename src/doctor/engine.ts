import type { EngineChoice } from '../engine/choice.ts';
import { discoverEngine } from '../engine/discover.ts';
import { explainAttempts } from '../engine/explain.ts';
import { formatBytes } from '../text/units.ts';
import { diskFinding, machineFinding, pullFinding } from './room.ts';
import type { Finding } from './types.ts';

/** The engine, its builder, machine and room, as findings; one `missing` where there is no engine. */
export async function engineFindings(choice: EngineChoice): Promise<Finding[]> {
  const found = await discoverEngine({ choice: choice === 'practice' ? 'auto' : choice });
  if (!found.engine) {
    const { summary, tryNext } = explainAttempts(found.tried);
    return [{ id: 'engine', status: 'missing', found: summary, fix: tryNext }];
  }
  const { engine } = found;
  try {
    const info = await engine.info();
    const owned = (await engine.ours()).reduce((sum, thing) => sum + (thing.size ?? 0), 0);
    return [
      {
        id: 'engine',
        status: 'ok',
        found: `${info.kind} ${info.version}, API ${info.apiVersion}, ${info.storage}, found by ${info.foundBy} (${info.endpoint})`,
      },
      info.buildkit
        ? { id: 'buildkit', status: 'ok', found: 'the engine builds with BuildKit' }
        : {
            id: 'buildkit',
            status: 'note',
            found: 'this engine has no BuildKit: cache mounts and lint warnings are not to be had',
            fix: 'Use Docker 23 or newer, where BuildKit is the default.',
          },
      machineFinding(info),
      await diskFinding(info),
      await pullFinding(info),
      {
        id: 'space',
        status: 'ok',
        found: `images of docker-labs in the engine: up to ${formatBytes(owned)} (layers may be shared)`,
        ...(owned > 10e9 ? { fix: 'docker-labs clean shows and removes them.' } : {}),
      },
    ];
  } finally {
    await engine.close();
  }
}
