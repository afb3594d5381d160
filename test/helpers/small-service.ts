import type { Lab } from '../../src/course/types.ts';
import { labFixture } from './course.ts';
import { BASE } from './engine.ts';

/** A service of one file, on a base that the engine has: quick to build, and it answers. */
export const SERVER = `import { createServer } from 'node:http';
const server = createServer((request, response) => {
  response.statusCode = request.url === '/health' ? 200 : 404;
  response.end('ok');
});
server.listen(3000);
process.on('SIGTERM', () => server.close(() => process.exit(0)));
`;

export const DOCKERFILE = `FROM ${BASE} AS builder
WORKDIR /app
COPY server.mjs ./

FROM ${BASE} AS production
WORKDIR /app
COPY --from=builder /app/server.mjs ./
USER node
EXPOSE 3000
CMD ["node", "server.mjs"]
`;

export const FILES = { Dockerfile: DOCKERFILE, 'server.mjs': SERVER };

/** A lab of one image under a name of its own. */
export function serviceLab(tag: string, checks: Lab['steps'][number]['checks']): Lab {
  const lab = labFixture('service', 1, ['only']);
  const [step] = lab.steps;
  if (!step) throw new Error('the fixture has one step');
  return {
    ...lab,
    manifest: {
      ...lab.manifest,
      images: {
        production: {
          tag,
          dockerfile: 'Dockerfile',
          from: 'workspace',
          run: { port: 3000, requests: [{ path: '/health', status: 200, body: 'ok' }] },
        },
        builder: { tag: `${tag}-builder`, dockerfile: 'Dockerfile', target: 'builder', from: 'workspace' },
      },
    },
    steps: [{ ...step, checks }],
  };
}

/** A check as a lab states it. */
export const check = (id: string, args?: unknown, image?: string) => ({
  id,
  required: true,
  ...(args === undefined ? {} : { args }),
  ...(image === undefined ? {} : { image }),
});
