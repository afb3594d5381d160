import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { foreignRequests } from '../dockerfile/foreign-requests.ts';
import { parseDockerfile } from '../dockerfile/parse.ts';
import { NotJudgeable } from '../errors.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import type { BuildEvent, BuildOutcome, BuildRequest, Engine, RunningContainer, RunSpec } from './types.ts';

export interface Confinement {
  /** May builds and containers use the network? */
  network: boolean;
  /** Bytes of memory of a container, at most. */
  memory: number;
  /** Processors of a container, at most. */
  cpus: number;
  /** Processes of a container, at most. */
  pids: number;
  /** Is a build context one of the course's own? It is built as it is. */
  trusts(contextDir: string): boolean;
}

/**
 * An engine as somebody else's files get it: builds without a network, without the reader's logins and without what
 * takes an entitlement; containers with limits, without mounts, and without a way out. It has no tools: what is run
 * of others' images is what the checks run.
 */
export function confine(engine: Engine, limits: Confinement): Engine {
  return new Confined(engine, limits);
}

class Confined implements Engine {
  readonly kind: Engine['kind'];
  readonly real: boolean;

  constructor(
    private readonly engine: Engine,
    private readonly limits: Confinement,
  ) {
    this.kind = engine.kind;
    this.real = engine.real;
  }

  async build(
    request: BuildRequest,
    onEvent: (event: BuildEvent) => void,
    signal?: AbortSignal,
  ): Promise<BuildOutcome> {
    if (this.limits.trusts(request.context.dir)) return this.engine.build(request, onEvent, signal);
    await this.refuse(request);
    const confined: BuildRequest = {
      ...request,
      anonymous: true,
      secrets: {},
      ...(this.limits.network ? {} : { network: 'none' as const }),
    };
    return this.excuse(await this.engine.build(confined, onEvent, signal));
  }

  async start(spec: RunSpec, signal?: AbortSignal): Promise<RunningContainer> {
    const { network, memory, cpus, pids } = this.limits;
    const { binds: _, network: __, ...rest } = spec;
    const closed = network ? undefined : await this.engine.tools?.closedNetwork();
    return this.engine.start(
      {
        ...rest,
        ...(network ? {} : { network: closed ?? 'none' }),
        memory: Math.min(spec.memory ?? memory, memory),
        cpus: Math.min(spec.cpus ?? cpus, cpus),
        pidsLimit: Math.min(spec.pidsLimit ?? pids, pids),
      },
      signal,
    );
  }

  info: Engine['info'] = (signal) => this.engine.info(signal);
  image: Engine['image'] = (ref, signal) => this.engine.image(ref, signal);
  files: Engine['files'] = (ref, keep, signal) => this.engine.files(ref, keep, signal);
  save: Engine['save'] = (ref, signal) => this.engine.save(ref, signal);
  events: Engine['events'] = (signal) => this.engine.events(signal);
  ours: Engine['ours'] = (signal) => this.engine.ours(signal);
  remove: Engine['remove'] = (thing, signal) => this.engine.remove(thing, signal);

  /** Its engine is the caller's, who closes it. */
  async close(): Promise<void> {}

  /** What the engine would do outside of any step, or only for who may more. */
  private async refuse({ context, dockerfile, buildArgs }: BuildRequest): Promise<void> {
    const text = await readFile(join(context.dir, dockerfile), 'utf8').catch(() => '');
    const asked = foreignRequests(parseDockerfile(text, dockerfile), buildArgs);
    const refused = asked.find(({ kind }) => kind !== 'download' || !this.limits.network);
    if (!refused) return;
    throw new NotJudgeable(
      sanitiseLine(`${dockerfile}:${refused.line} ${refused.what}, which no submission is given here.`, 300),
      refused.kind === 'download'
        ? 'Builds may use the network with --network.'
        : 'Read it, and build it by hand.',
    );
  }

  /** A step that fails without a network may have failed for that, whatever it says: nobody is blamed for it. */
  private excuse(outcome: BuildOutcome): BuildOutcome {
    if (outcome.ok || this.limits.network) return outcome;
    const { failure } = outcome;
    if (failure.kind !== 'run' && failure.kind !== 'network') return outcome;
    const message = `${failure.message} (builds have no network here; --network gives them one)`;
    return { ...outcome, failure: { ...failure, kind: 'network', message } };
  }
}
