import { isIP } from 'node:net';
import { cut, quote } from './go-text.ts';

/**
 * The container ports of one EXPOSE word: `3000`, `53/udp`, `3000-3002/tcp`, and with an address or host port
 * before it, which BuildKit takes and drops. The reasons for a refusal are BuildKit's.
 */
export function exposedPorts(word: string): { ports: string[] } | { error: string } {
  const parts = word.split(':');
  const last = parts.at(-1) ?? '';
  const [range, given = ''] = cut(last, '/');
  if (range === '') return { error: `invalid port: ${quote(word)}: no port specified` };
  const protocol = given.toLowerCase() || 'tcp';
  if (!['tcp', 'udp', 'sctp'].includes(protocol)) {
    return { error: `invalid port: ${quote(word)}: invalid proto: ${given}` };
  }
  const host = parts.at(-2) ?? '';
  const address = parts.slice(0, -2).join(':');
  if (address !== '' && isIP(address.replace(/^\[(.*)\]$/, '$1')) === 0) {
    return { error: `invalid IP address: ${address}` };
  }
  const inside = portRange(range);
  if (!inside) return { error: `invalid containerPort: ${range}` };
  const [first, end] = inside;
  const outside = host === '' ? inside : portRange(host);
  if (!outside) return { error: `invalid hostPort: ${host}` };
  if (end !== first && outside[1] - outside[0] !== end - first) {
    return { error: `invalid ranges specified for container and host Ports: ${range} and ${host}` };
  }
  return { ports: Array.from({ length: end - first + 1 }, (_, index) => `${first + index}/${protocol}`) };
}

function portRange(text: string): [first: number, last: number] | undefined {
  const [from, to = from] = cut(text, '-');
  const [first, last] = [portNumber(from), portNumber(to)];
  return first === undefined || last === undefined || last < first ? undefined : [first, last];
}

function portNumber(text: string): number | undefined {
  const port = /^[-+]?\d+$/.test(text) ? Number(text) : -1;
  return port >= 0 && port <= 65_535 ? port : undefined;
}
