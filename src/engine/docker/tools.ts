import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';
import tar from 'tar-stream';
import { EngineError } from '../../errors.ts';
import { sanitise, sanitiseLine } from '../../text/sanitise.ts';
import { removeAtExit } from '../cleanup.ts';
import { containerLabels } from '../owner.ts';
import type { ToolOptions, ToolResult, ToolSpec } from '../tools.ts';
import { OUR_LABEL } from '../types.ts';
import type { Client } from './client.ts';
import { DockerContainer, removeContainer } from './container.ts';
import { frames } from './demux.ts';
import { refuseAborted } from './errors.ts';

const MAX_OUTPUT = 64 * 1024 * 1024;
const MAX_STDERR = 256 * 1024;
const DOING = { doing: 'run the container' } as const;

/** `EngineTools.run` of a real engine. */
export async function runTool(
  client: Client,
  spec: ToolSpec,
  { podman, ...options }: ToolOptions & { podman: boolean },
): Promise<ToolResult> {
  const { signal } = options;
  for (const name of Object.keys(spec.volumes ?? {})) await makeVolume(client, name);
  refuseAborted(signal);
  // Without the signal: aborted on its way, the container would be made and nobody know its id.
  const { Id } = await client.json<{ Id: string }>('POST', '/containers/create', {
    ...DOING,
    body: body(spec),
  });
  const forget = removeAtExit(() => removeContainer(client, Id), client);
  const container = new DockerContainer(client, Id, { podman, hasProbe: false, onRemoved: forget });
  const about = { ...DOING, ...(signal ? { signal } : {}) };
  try {
    for (const [name, file] of Object.entries(spec.copyIn ?? {}))
      await copyIn(client, Id, name, file, signal);
    await client.json('POST', `/containers/${Id}/start`, about);
    const query = { follow: true, stdout: true, stderr: true };
    const stream = await client.stream('GET', `/containers/${Id}/logs`, { query, ...about });
    const output = await collect(stream, options);
    refuseAborted(signal);
    const ended = await container.wait(30_000);
    if (!ended) throw new EngineError('engine-failed', 'The container does not end.', 'docker ps shows it.');
    return { ...output, exitCode: ended.exitCode };
  } catch (error) {
    refuseAborted(signal);
    throw error;
  } finally {
    await container.remove();
  }
}

function body(spec: ToolSpec): object {
  // As a mount, not as a bind: a bind makes a folder where there is no socket.
  const socket = { Type: 'bind', Source: spec.socket, Target: '/var/run/docker.sock' };
  const volumes = Object.entries(spec.volumes ?? {}).map(([Source, Target]) => ({
    Type: 'volume',
    Source,
    Target,
  }));
  return {
    Image: spec.image,
    Cmd: spec.command,
    Labels: containerLabels(),
    HostConfig: { Mounts: [...(spec.socket === undefined ? [] : [socket]), ...volumes] },
  };
}

/** An existing one of that name stays as it is. */
async function makeVolume(client: Client, name: string): Promise<void> {
  await client.json('POST', '/volumes/create', {
    ...DOING,
    body: { Name: name, Labels: { [OUR_LABEL]: 'true' } },
  });
}

async function copyIn(
  client: Client,
  id: string,
  name: string,
  file: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { size } = await stat(file);
  const pack = tar.pack();
  const entry = pack.entry({ name, size, mode: 0o644 });
  const sent = client.json('PUT', `/containers/${id}/archive`, {
    ...DOING,
    query: { path: '/' },
    file: pack as unknown as Readable,
    headers: { 'Content-Type': 'application/x-tar' },
    ...(signal ? { signal } : {}),
  });
  const written = pipeline(createReadStream(file), entry).then(() => pack.finalize());
  // If the engine refuses, its words are the reason, not the pipe that broke.
  await Promise.all([sent, written.catch((error: unknown) => sent.then(() => Promise.reject(error)))]);
}

async function collect(stream: Readable, options: ToolOptions): Promise<{ stdout: string; stderr: string }> {
  const out: Buffer[] = [];
  let size = 0;
  let stderr = '';
  let line = '';
  const decoder = new StringDecoder('utf8');
  for await (const { source, data } of frames(stream)) {
    if (source === 'stdout') {
      size += data.length;
      if (size > (options.maxOutput ?? MAX_OUTPUT)) {
        throw new EngineError('tool-broke', 'The program wrote more than can be read.', 'Run it by hand.');
      }
      out.push(data);
      continue;
    }
    const said = decoder.write(data);
    stderr = (stderr + said).slice(-MAX_STDERR);
    const lines = (line + said).split('\n');
    line = lines.pop() ?? '';
    for (const one of lines) if (one.trim() !== '') options.onStderr?.(sanitiseLine(one));
  }
  return { stdout: Buffer.concat(out).toString('utf8'), stderr: sanitise(stderr) };
}
