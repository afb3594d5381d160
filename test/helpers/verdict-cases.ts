import type { RunPlan, VerdictStatus } from '../../src/checks/types.ts';
import { BASE } from './engine.ts';
import { SERVER } from './small-service.ts';

/** An image to judge: small, quick to build, with something right or wrong about it. */
export interface ImageCase {
  files: Record<string, string>;
  run?: RunPlan;
}

const RUN: RunPlan = { port: 3000, requests: [{ path: '/health', status: 200, body: 'ok' }] };
const MANIFEST = '{"name":"service","version":"1.0.0","private":true}\n';
const LOCK = JSON.stringify({
  name: 'service',
  lockfileVersion: 3,
  packages: {
    '': { name: 'service' },
    'node_modules/tool': { version: '1.0.0', dev: true },
    'node_modules/lib': { version: '1.0.0' },
    'node_modules/lib/node_modules/tool': { version: '0.9.0' },
  },
});
/** What an npm ci would leave, without a registry. */
const INSTALL =
  'mkdir -p node_modules/lib/node_modules/tool node_modules/tool && touch node_modules/tool/index.js';
/** Has the shape of a token, and is none. */
const TOKEN = `npm_${'a1B2'.repeat(9)}`;

export const IMAGES: Record<string, ImageCase> = {
  good: {
    run: RUN,
    files: {
      Dockerfile: `# syntax-free
FROM ${BASE} AS builder
WORKDIR /app
COPY package.json package-lock.json ./
RUN ${INSTALL} && rm -r node_modules/tool
COPY server.mjs ./
FROM ${BASE}
WORKDIR /app
COPY --from=builder /app/node_modules ./node_modules
COPY --from=builder /app/server.mjs ./
LABEL org.opencontainers.image.version=1.0.0 org.opencontainers.image.source=https://example.org/service
ENV NODE_ENV=production
HEALTHCHECK --interval=30s --timeout=3s --retries=3 CMD wget -qO- http://127.0.0.1:3000/health || exit 1
USER node
EXPOSE 3000
CMD ["node", "server.mjs"]
`,
      'package.json': MANIFEST,
      'package-lock.json': LOCK,
      'server.mjs': SERVER,
    },
  },
  bad: {
    run: RUN,
    files: {
      Dockerfile: `FROM ${BASE}
WORKDIR /app
COPY . .
RUN ${INSTALL}
RUN rm .npmrc && chmod -R 777 /app
RUN cp /bin/busybox /usr/local/bin/helper && chmod 4755 /usr/local/bin/helper
RUN head -c 60000000 /dev/zero > /app/blob
RUN chmod 600 /app/blob
ENV API_TOKEN=${TOKEN} NODE_ENV=development
LABEL org.opencontainers.image.created="$(date)" org.opencontainers.image.version=latest
HEALTHCHECK CMD wget -qO- http://localhost:3000/nothing
EXPOSE 8080
CMD node server.mjs & wait
`,
      'package.json': MANIFEST,
      'package-lock.json': LOCK,
      'server.mjs': SERVER,
      '.npmrc': `//registry.example.org/:_authToken=${TOKEN}\n`,
    },
  },
  crash: { run: RUN, files: { Dockerfile: `FROM ${BASE}\nCMD ["node", "/app/nothing.mjs"]\n` } },
  loopback: {
    run: { ...RUN, startTimeout: 2000 },
    files: {
      Dockerfile: `FROM ${BASE}\nCOPY server.mjs /\nCMD ["node", "/server.mjs"]\n`,
      'server.mjs': SERVER.replace('listen(3000)', "listen(3000, '127.0.0.1')"),
    },
  },
  writes: {
    run: RUN,
    files: {
      Dockerfile: `FROM ${BASE}\nWORKDIR /app\nCOPY server.mjs ./\nCMD ["node", "server.mjs"]\n`,
      'server.mjs': `import { writeFileSync } from 'node:fs';\nwriteFileSync('/app/state', 'x');\n${SERVER}`,
    },
  },
  ghost: { run: RUN, files: { Dockerfile: `FROM ${BASE}\nUSER ghost\nCMD ["node"]\n` } },
  disguised: {
    files: { Dockerfile: `FROM ${BASE}\nRUN echo 'app:x:0:0::/:/bin/sh' >> /etc/passwd\nUSER app\n` },
  },
  scratch: {
    files: {
      Dockerfile: `FROM ${BASE} AS builder
FROM scratch
COPY --from=builder /usr/local/bin/node /main
USER 10001:10001
ENTRYPOINT ["/main"]
`,
    },
  },
};

/** What a check says of an image: status, the line it blames, and a text that its words contain. */
export interface Expected {
  image: keyof typeof IMAGES & string;
  id: string;
  args?: unknown;
  status: VerdictStatus;
  line?: number;
  says?: string;
}

const good = (id: string, args?: unknown): Expected => ({ image: 'good', id, args, status: 'pass' });
const bad = (id: string, line: number | undefined, says: string, args?: unknown): Expected => ({
  image: 'bad',
  id,
  args,
  status: 'fail',
  says,
  ...(line === undefined ? {} : { line }),
});

export const EXPECTED: Expected[] = [
  good('build.succeeds'),
  good('parse'),
  good('stages.count', { min: 2 }),
  good('copy.from', { stage: 'builder', paths: ['/app/node_modules', '/app/server.mjs'] }),
  good('base.pinned'),
  good('deps.production'),
  good('user.nonroot'),
  good('user.exists'),
  good('files.present', { paths: ['/app/server.mjs', '/etc/passwd'], contains: 'o' }),
  good('files.absent', { paths: ['/app/package.json', '/app/**/*.ts'] }),
  good('files.owner', { paths: ['/app'], user: 'node' }),
  good('files.setuid', { allow: ['/bin/bbsuid'] }),
  good('secret.env'),
  good('secret.layers'),
  good('layers.waste'),
  good('health.present', { interval: true, timeout: true, retries: true }),
  good('health.becomes'),
  good('health.loopback'),
  good('run.responds'),
  good('run.hardened'),
  good('run.user'),
  good('pid1.init', { init: false }),
  good('cmd.exec'),
  good('env.is', { NODE_ENV: 'production' }),
  good('expose.is', { ports: [3000] }),
  good('labels.oci', { labels: ['version', 'source'] }),
  good('syntax.directive'),
  good('size.max', { bytes: 2_000_000_000 }),
  good('size.reduction', { baseline: 'bad', percent: 20 }),

  bad('stages.count', 1, '1 stage', { min: 2 }),
  bad('copy.from', 3, 'build context', { paths: ['/app/server.mjs'] }),
  bad('deps.production', 4, 'tool'),
  bad('user.nonroot', 1, 'root'),
  bad('user.numeric', 1, 'root'),
  bad('files.present', 3, '/app/dist', { paths: ['/app/dist'] }),
  bad('files.absent', 3, '/app/package.json', { paths: ['/app/package*.json'] }),
  bad('files.absent', 1, '/bin/sh', { sets: ['shell'] }),
  bad('files.owner', 5, 'everyone', { paths: ['/app'], user: 'node' }),
  bad('files.setuid', 6, '/usr/local/bin/helper', { allow: ['/bin/bbsuid'] }),
  bad('secret.env', 9, 'API_TOKEN'),
  bad('secret.layers', 3, '.npmrc'),
  bad('layers.waste', 8, '120 MB'),
  bad('health.present', 11, '--interval', { interval: true }),
  bad('health.becomes', undefined, 'unhealthy'),
  { image: 'bad', id: 'health.loopback', status: 'warn', line: 11 },
  bad('run.user', undefined, 'user 0'),
  bad('pid1.init', undefined, 'killed', { init: false }),
  bad('pid1.init', undefined, 'sh'),
  bad('cmd.exec', 13, 'CMD'),
  bad('env.is', 9, 'NODE_ENV=development', { NODE_ENV: 'production' }),
  bad('expose.is', 12, '8080/tcp', { ports: [3000] }),
  bad('labels.oci', 10, 'created'),
  bad('size.max', 1, 'more', { bytes: 1_000_000 }),
  bad('size.reduction', 1, 'larger', { baseline: 'good', percent: 20 }),
  { image: 'bad', id: 'run.responds', status: 'pass' },

  { image: 'crash', id: 'run.responds', status: 'fail', line: 2, says: 'nothing.mjs' },
  { image: 'crash', id: 'run.hardened', status: 'fail', line: 2, says: 'nothing.mjs' },
  { image: 'loopback', id: 'run.responds', status: 'fail', line: 3, says: '0.0.0.0' },
  { image: 'writes', id: 'run.responds', status: 'pass' },
  { image: 'writes', id: 'run.hardened', status: 'fail', line: 4, says: 'read-only' },
  { image: 'writes', id: 'run.hardened', args: { flags: ['read-only'] }, status: 'fail', says: 'read-only' },
  { image: 'writes', id: 'run.hardened', args: { flags: ['limits'] }, status: 'pass' },
  { image: 'ghost', id: 'user.exists', status: 'fail', line: 2, says: 'ghost' },
  { image: 'ghost', id: 'run.responds', status: 'fail', line: 3, says: 'does not start' },
  { image: 'disguised', id: 'user.nonroot', status: 'fail', line: 3, says: '0 in /etc/passwd' },
  { image: 'disguised', id: 'user.exists', status: 'pass' },
  { image: 'scratch', id: 'user.numeric', status: 'pass' },
  { image: 'scratch', id: 'user.exists', status: 'pass' },
  { image: 'scratch', id: 'elf.static', status: 'fail', says: 'interpreter' },
  {
    image: 'scratch',
    id: 'files.absent',
    args: { sets: ['shell', 'compiler', 'package-manager'] },
    status: 'pass',
  },
  { image: 'scratch', id: 'health.present', status: 'fail', line: 2 },
];
