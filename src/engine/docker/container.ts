import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError } from '../../errors.ts';
import { sanitise, sanitiseLine } from '../../text/sanitise.ts';
import type { ContainerState, RunningContainer } from '../types.ts';
import { accountsIn } from './accounts.ts';
import type { ContainerAnswer, HealthStateAnswer } from './api.ts';
import { type Client, isStatus } from './client.ts';
import { isOnOurNetwork } from './closed-network.ts';
import { demuxTail } from './demux.ts';
import { probeOnce } from './podman.ts';
import { insideContainer, reach } from './reach.ts';
import { sshTunnel, type Tunnel } from './ssh-agent.ts';
import { parseTop, type TopAnswer } from './top.ts';

const DOING = { doing: 'run the container' } as const;
/** Bytes of output that are kept at most. */
const MAX_LOG = 64 * 1024;
/** Milliseconds between two looks at a container's state. */
const POLL = 100;
/** Lines that are asked for at most; the bytes are cut afterwards. */
const MAX_LINES = 5_000;

/** How long another's removal of the same container is waited for. Milliseconds. */
const REMOVAL = 10_000;

/**
 * Removes a container with its anonymous volumes, running or not; one that is gone already is fine. When this returns it
 * is gone, also where somebody else (a signal's clean-up) had begun to remove it.
 */
export async function removeContainer(client: Client, id: string): Promise<void> {
  try {
    await client.find('DELETE', `/containers/${id}`, {
      query: { force: true, v: true },
      doing: 'remove',
    });
  } catch (error) {
    // 409: its removal is already in progress
    if (!isStatus(error, 409)) throw error;
    const until = performance.now() + REMOVAL;
    while (performance.now() < until && (await client.find('GET', `/containers/${id}/json`, DOING)))
      await sleep(POLL);
  }
}

/** A started container of a real engine. */
export class DockerContainer implements RunningContainer {
  /** By published port; an engine behind ssh publishes on a loopback that is not ours. */
  private readonly tunnels = new Map<number, Tunnel>();

  constructor(
    private readonly client: Client,
    readonly id: string,
    private readonly options: { podman: boolean; hasProbe: boolean; closed?: boolean; onRemoved: () => void },
  ) {}

  async endpoint(port: number): Promise<{ host: string; port: number }> {
    const { transport } = this.client.endpoint;
    if (this.options.closed) return this.address(port);
    const { hostPort, networks } = await this.published(port);
    if (transport.kind === 'ssh') {
      const tunnel = this.tunnels.get(hostPort) ?? (await sshTunnel(transport, this.client.env, hostPort));
      this.tunnels.set(hostPort, tunnel);
      return { host: '127.0.0.1', port: tunnel.port };
    }
    if (transport.kind === 'tcp') return { host: transport.host, port: hostPort };
    const published = { host: '127.0.0.1', port: hostPort };
    if (!insideContainer()) return published;
    const address = Object.values(networks).find((one) => one?.IPAddress)?.IPAddress;
    return reach(published, address ? { host: address, port } : undefined);
  }

  /** In a closed network: the container itself, where this machine is on that network, too. */
  private async address(port: number): Promise<{ host: string; port: number }> {
    const networks = Object.values((await this.inspect()).NetworkSettings?.Networks ?? {});
    const host = networks.find((one) => one?.IPAddress)?.IPAddress;
    if (host && this.client.endpoint.transport.kind === 'socket' && isOnOurNetwork(host))
      return { host, port };
    throw new EngineError(
      'engine-failed',
      host
        ? 'A container without a network can be asked only from the machine of its engine.'
        : 'The container has no address.',
      host ? 'Allow it the network.' : 'The container may have ended; its log says why.',
    );
  }

  async publishedPort(port: number): Promise<number> {
    return (await this.published(port)).hostPort;
  }

  private async published(port: number) {
    const { NetworkSettings } = await this.inspect();
    const bound = NetworkSettings?.Ports?.[`${port}/tcp`]?.find((binding) => Number(binding.HostPort) > 0);
    if (bound) return { hostPort: Number(bound.HostPort), networks: NetworkSettings?.Networks ?? {} };
    throw new EngineError(
      'engine-failed',
      `The engine published no port for ${port}/tcp of the container.`,
      'The container may have ended; its log says why.',
    );
  }

  async processes(): Promise<{ pid: number; uid: number; command: string }[]> {
    const { podman } = this.options;
    const query = { ps_args: podman ? 'hpid,user,args' : '-eo pid,uid,args' };
    const [top, { State }, accounts] = await Promise.all([
      this.client.json<TopAnswer>('GET', `/containers/${this.id}/top`, { query, ...DOING }),
      this.inspect(),
      podman ? accountsIn(this.client, this.id) : undefined,
    ]);
    return parseTop(top, State?.Pid, accounts);
  }

  async state(): Promise<ContainerState> {
    if (this.options.podman && this.options.hasProbe) await probeOnce(this.client, this.id);
    const state = (await this.inspect()).State ?? {};
    const health = healthState(state.Health ?? state.Healthcheck);
    return {
      running: state.Running ?? false,
      exitCode: state.ExitCode ?? 0,
      oomKilled: state.OOMKilled ?? false,
      error: sanitiseLine(state.Error ?? ''),
      ...(health ? { health } : {}),
    };
  }

  async logs(maxBytes = MAX_LOG): Promise<string> {
    const query = { stdout: true, stderr: true, tail: MAX_LINES };
    const stream = await this.client.stream('GET', `/containers/${this.id}/logs`, { query, ...DOING });
    return sanitise(await demuxTail(stream, maxBytes));
  }

  async exec(
    command: string[],
    options: { user?: string } = {},
  ): Promise<{ exitCode: number; output: string }> {
    const body = {
      Cmd: command,
      AttachStdout: true,
      AttachStderr: true,
      ...(options.user === undefined ? {} : { User: options.user }),
    };
    const { Id } = await this.client.json<{ Id: string }>('POST', `/containers/${this.id}/exec`, {
      body,
      ...DOING,
    });
    const stream = await this.client.stream('POST', `/exec/${Id}/start`, {
      body: { Detach: false, Tty: false },
      ...DOING,
    });
    const output = sanitise(await demuxTail(stream, MAX_LOG));
    const { ExitCode } = await this.client.json<{ ExitCode?: number | null }>(
      'GET',
      `/exec/${Id}/json`,
      DOING,
    );
    return { exitCode: ExitCode ?? 0, output };
  }

  async stop(options: {
    signal: string;
    timeoutMs: number;
  }): Promise<{ exitCode: number; ms: number; killed: boolean }> {
    const waiting = new AbortController();
    try {
      const ended = this.waitForEnd(waiting.signal);
      const start = performance.now();
      await this.kill(options.signal);
      const first = await within(ended, options.timeoutMs);
      if (first) return { ...first, ms: performance.now() - start, killed: false };
      await this.kill('SIGKILL');
      return { ...(await ended), ms: performance.now() - start, killed: true };
    } finally {
      waiting.abort();
    }
  }

  async wait(timeoutMs: number): Promise<{ exitCode: number } | undefined> {
    const waiting = new AbortController();
    try {
      return await within(this.waitForEnd(waiting.signal), timeoutMs);
    } finally {
      // Or the connection stays open for as long as the container runs.
      waiting.abort();
    }
  }

  async remove(): Promise<void> {
    for (const tunnel of this.tunnels.values()) tunnel.close();
    this.tunnels.clear();
    try {
      await removeContainer(this.client, this.id);
    } catch (error) {
      // An engine that is gone has no containers to remove now; the next docker-labs sweeps them.
      if (!(error instanceof EngineError) || error.code !== 'engine-lost') throw error;
    } finally {
      this.options.onRemoved();
    }
  }

  private inspect(): Promise<ContainerAnswer> {
    return this.client.json<ContainerAnswer>('GET', `/containers/${this.id}/json`, DOING);
  }

  /** The end, whether to come or past. Asked for before a signal is sent, or a quick end were missed. */
  private waitForEnd(signal: AbortSignal): Promise<{ exitCode: number }> {
    const answer = this.options.podman ? this.pollForEnd(signal) : this.askForEnd(signal);
    answer.catch(() => undefined);
    return answer;
  }

  private async askForEnd(signal: AbortSignal): Promise<{ exitCode: number }> {
    const path = `/containers/${this.id}/wait`;
    const { StatusCode = 0 } = await this.client.json<{ StatusCode?: number }>('POST', path, {
      ...DOING,
      signal,
    });
    return { exitCode: StatusCode };
  }

  /** Podman's `wait` waits for its clean-up too, which may never come (no systemd, another storage). */
  private async pollForEnd(signal: AbortSignal): Promise<{ exitCode: number }> {
    for (;;) {
      const { State } = await this.client.json<ContainerAnswer>('GET', `/containers/${this.id}/json`, {
        ...DOING,
        signal,
      });
      if (!State?.Running) return { exitCode: State?.ExitCode ?? 0 };
      await sleep(POLL, undefined, { signal });
    }
  }

  private async kill(signal: string): Promise<void> {
    try {
      await this.client.find('POST', `/containers/${this.id}/kill`, { query: { signal }, ...DOING });
    } catch (error) {
      // 409: it is not running any more
      if (!isStatus(error, 409) && !isStatus(error, 500)) throw error;
    }
  }
}

async function within<T>(promise: Promise<T>, timeoutMs: number): Promise<T | undefined> {
  const timer = new AbortController();
  try {
    return await Promise.race([
      promise,
      sleep(timeoutMs, undefined, { signal: timer.signal }).catch(() => undefined),
    ]);
  } finally {
    timer.abort();
  }
}

function healthState(health: HealthStateAnswer | null | undefined): ContainerState['health'] {
  const status = health?.Status;
  if (!health || (status !== 'starting' && status !== 'healthy' && status !== 'unhealthy')) return undefined;
  return {
    status,
    lastOutput: sanitise(health.Log?.at(-1)?.Output ?? '').trim(),
    failingStreak: health.FailingStreak ?? 0,
  };
}
