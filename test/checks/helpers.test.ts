import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blame } from '../../src/checks/blame.ts';
import { glob } from '../../src/checks/globs.ts';
import { probe } from '../../src/checks/http-probe.ts';
import { limit } from '../../src/checks/limit.ts';
import { stageOf } from '../../src/dockerfile/find-stage.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';

describe('the line that brought a path', () => {
  const lines = [
    'FROM node AS base',
    'WORKDIR /app',
    'COPY . .',
    'FROM base',
    'COPY --from=base /src/dist ./dist',
    'COPY package.json /app/',
    'RUN apt-get install -y gcc',
    'RUN chmod 777 /app/dist/run',
    'COPY run.sh /opt/tool/bin/',
  ];
  const dockerfile = parseDockerfile(`${lines.join('\n')}\n`, 'Dockerfile');
  const stage = stageOf(dockerfile);
  const lineOf = (path: string) => blame(stage && { dockerfile, stage }, path)[0]?.line;

  it.each([
    ['/app/dist/index.js', 5],
    ['/app/package.json', 6],
    ['/app/src/index.ts', 3],
    ['/app/dist/run', 8],
    ['/usr/bin/make', 7],
    ['/opt/tool', 9],
    ['/etc/passwd', 1],
  ])('%s: line %i', (path, line) => expect(lineOf(path)).toBe(line));
});

describe('path patterns', () => {
  it.each([
    ['/app/src', '/app/src', true],
    ['/app/src', '/app/srcs', false],
    ['/app/*.ts', '/app/a.ts', true],
    ['/app/*.ts', '/app/x/a.ts', false],
    ['/app/**/*.ts', '/app/a.ts', true],
    ['/app/**/*.ts', '/app/x/y/a.ts', true],
    ['/app/**', '/app/x/y', true],
    ['/a?', '/ab', true],
    ['/a.b*', '/axb', false],
  ])('%s on %s: %s', (pattern, path, fits) => expect(glob(pattern)(path)).toBe(fits));
});

describe('tasks side by side', () => {
  it('are never more than allowed, and all are done though one fails', async () => {
    const slot = limit(2);
    let running = 0;
    let most = 0;
    const task = (fails: boolean) =>
      slot(async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running -= 1;
        if (fails) throw new Error('this one');
        return 'done';
      });
    const results = await Promise.allSettled([false, true, false, false, true].map(task));
    expect(most).toBe(2);
    expect(results.map(({ status }) => status).filter((one) => one === 'fulfilled')).toHaveLength(3);
  });
});

describe('one request', () => {
  let server: Server;
  let port: number;
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === '/slow') return;
      if (request.url === '/endless') {
        const more = () => response.write('x'.repeat(8192), () => setImmediate(more));
        response.on('close', () => response.destroy());
        more();
        return;
      }
      if (request.url === '/moved') response.writeHead(302, { location: '/' });
      response.end('hello \u001b[31mred');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const ask = (path: string, timeout = 2000) => probe({ host: '127.0.0.1', port }, path, timeout);

  it('gives status and body, sanitised, and follows nothing', async () => {
    expect(await ask('/')).toMatchObject({ status: 200, body: 'hello red' });
    expect(await ask('/moved')).toMatchObject({ status: 302 });
  });

  it('reads a bounded part of an endless answer', async () => {
    const answer = await ask('/endless');
    expect(answer.status).toBe(200);
    expect(answer.body?.length).toBe(64 * 1024);
  });

  it('gives up on a silent server, and says so of a closed port', async () => {
    expect(await ask('/slow', 100)).toMatchObject({ error: 'timeout' });
    expect(await probe({ host: '127.0.0.1', port: 1 }, '/', 1000)).toMatchObject({ error: 'ECONNREFUSED' });
  });
});
