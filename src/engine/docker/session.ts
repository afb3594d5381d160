import { randomUUID } from 'node:crypto';
import { Duplex } from 'node:stream';
import {
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type sendUnaryData,
  status,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import protobuf from 'protobufjs';
import type { Credentials } from './auth.ts';
import type { Client } from './client.ts';
import { PACKET, type SyncCall } from './file-sync.ts';

/**
 * The services that BuildKit calls back during a build. dockerode has a session of its own, with credentials
 * for one registry only, without secrets and without the health service for lack of which BuildKit hangs up
 * after a second; and it stays open when a build is aborted.
 *
 * Source: moby/buildkit session/auth/auth.proto, session/secrets/secrets.proto, grpc health/v1.
 */
const { root } = protobuf.parse(
  `syntax = "proto3";
  message HostRequest { string Host = 1; }
  message CredentialsResponse { string Username = 1; string Secret = 2; }
  message SecretRequest { string ID = 1; map<string, string> annotations = 2; }
  message SecretResponse { bytes data = 1; }
  message HealthRequest { string service = 1; }
  message HealthResponse { int32 status = 1; }`,
  { keepCase: true },
);

const CREDENTIALS = '/moby.filesync.v1.Auth/Credentials';
const SECRET = '/moby.buildkit.secrets.v1.Secrets/GetSecret';
const FILES = '/moby.filesync.v1.FileSync/DiffCopy';
const HEALTH = '/grpc.health.v1.Health/Check';
const SERVING = 1;

export interface SessionServices {
  credentials(host: string): Promise<Credentials | undefined>;
  /** id -> value. */
  secrets: Record<string, string>;
  /**
   * Serves the context, where it is not uploaded. BuildKit keeps what it got under `key` and next time asks only
   * for what differs in size or time; so the key has to stand for the contents.
   */
  files?: { key: string; serve: (call: SyncCall) => Promise<void> };
}

export interface BuildSession {
  id: string;
  /** Ends the session at once; safe to call twice. */
  close(): void;
}

/** Opens a BuildKit session on the engine, for as long as the build runs. */
export async function openSession(
  client: Client,
  services: SessionServices,
  signal?: AbortSignal,
): Promise<BuildSession> {
  const id = randomUUID();
  const socket = await client.hijack(
    '/session',
    {
      Upgrade: 'h2c',
      'X-Docker-Expose-Session-Uuid': id,
      'X-Docker-Expose-Session-Name': 'docker-labs',
      ...(services.files ? { 'X-Docker-Expose-Session-Sharedkey': services.files.key } : {}),
      // one header a method; Node writes a list as repeated headers
      'X-Docker-Expose-Session-Grpc-Method': [
        CREDENTIALS,
        SECRET,
        ...(services.files ? [FILES] : []),
      ] as unknown as string,
    },
    signal,
  );
  const server = serve(socket, services);
  return {
    id,
    close: () => {
      server.forceShutdown();
      socket.destroy();
    },
  };
}

function serve(socket: Duplex, { credentials, secrets, files }: SessionServices): Server {
  const server = new Server();
  add(server, CREDENTIALS, 'HostRequest', 'CredentialsResponse', async ({ Host }) => {
    const found = await credentials(String(Host));
    return found ? { Username: found.username, Secret: found.secret } : {};
  });
  add(server, SECRET, 'SecretRequest', 'SecretResponse', async ({ ID }) => {
    const value = Object.hasOwn(secrets, String(ID)) ? secrets[String(ID)] : undefined;
    if (value === undefined) throw Object.assign(new Error('no such secret'), { code: status.NOT_FOUND });
    return { data: Buffer.from(value) };
  });
  add(server, HEALTH, 'HealthRequest', 'HealthResponse', async () => ({ status: SERVING }));
  if (files) addFiles(server, files.serve);
  socket.on('error', () => undefined);
  server.createConnectionInjector(ServerCredentials.createInsecure()).injectConnection(plain(socket));
  return server;
}

/** Node's HTTP/2 refuses a TLS connection that was not agreed on as HTTP/2; this one was upgraded by the engine. */
function plain(socket: Duplex): Duplex {
  return 'alpnProtocol' in socket ? Duplex.from({ readable: socket, writable: socket }) : socket;
}

/** Adds one unary method. */
function add(
  server: Server,
  path: string,
  request: string,
  response: string,
  answer: (message: Record<string, unknown>) => Promise<object>,
): void {
  const [asked, answered] = [root.lookupType(request), root.lookupType(response)];
  const name = path.split('/').at(-1) ?? path;
  const definition: ServiceDefinition = {
    [name]: {
      path,
      requestStream: false,
      responseStream: false,
      requestDeserialize: (bytes: Buffer) => asked.decode(bytes),
      requestSerialize: (message: object) => Buffer.from(asked.encode(message).finish()),
      responseSerialize: (message: object) => Buffer.from(answered.encode(message).finish()),
      responseDeserialize: (bytes: Buffer) => answered.decode(bytes),
    },
  };
  const implementation: UntypedServiceImplementation = {
    [name]: (call: { request: Record<string, unknown> }, callback: sendUnaryData<object>) => {
      answer(call.request).then((message) => callback(null, message), callback);
    },
  };
  server.addService(definition, implementation);
}

/** Adds the one method that streams both ways. */
function addFiles(server: Server, files: (call: SyncCall) => Promise<void>): void {
  const method = 'DiffCopy';
  const encode = (packet: object) => Buffer.from(PACKET.encode(packet).finish());
  const decode = (bytes: Buffer) => PACKET.decode(bytes);
  server.addService(
    {
      [method]: {
        path: FILES,
        requestStream: true,
        responseStream: true,
        requestDeserialize: decode,
        requestSerialize: encode,
        responseSerialize: encode,
        responseDeserialize: decode,
      },
    },
    { [method]: (call: SyncCall) => void files(call) },
  );
}
