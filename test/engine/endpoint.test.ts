import { expect, it } from 'vitest';
import { parseHost } from '../../src/engine/endpoint.ts';

it.each([
  ['unix:///a/b.sock', { kind: 'socket', path: '/a/b.sock' }],
  ['unix://', { kind: 'socket', path: '/var/run/docker.sock' }],
  ['npipe:////./pipe/docker_engine', { kind: 'socket', path: '//./pipe/docker_engine' }],
  ['tcp://h', { kind: 'tcp', host: 'h', port: 2375 }],
  ['tcp://h:1/prefix', { kind: 'tcp', host: 'h', port: 1, prefix: '/prefix' }],
  ['h:2376', { kind: 'tcp', host: 'h', port: 2376 }],
  ['tcp://[::1]:2375', { kind: 'tcp', host: '::1', port: 2375 }],
  ['http://h:80', { kind: 'tcp', host: 'h', port: 80 }],
  ['https://h', { kind: 'tcp', host: 'h', port: 443, tls: { verify: true } }],
  ['https://h:2376', { kind: 'tcp', host: 'h', port: 2376, tls: { verify: true } }],
  ['ssh://me@h:22', { kind: 'ssh', host: 'h', user: 'me', port: 22 }],
  ['ssh://h', { kind: 'ssh', host: 'h' }],
])('%s', (host, transport) => {
  expect(parseHost(host, 'linux')).toEqual(transport);
});

it.each(['ftp://x', 'tcp://', 'tcp://a b', 'file:///x'])('%s is refused', (host) => {
  expect(() => parseHost(host, 'linux')).toThrow();
});
