import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { blame, blameLayers } from '../../src/image/blame.ts';
import { madeBy, madeByLine } from '../../src/image/made-by.ts';

const history = (...createdBy: string[]) =>
  createdBy.map((text) => ({
    createdBy: text,
    size: 0,
    empty:
      /^(?:ENV|CMD|ARG|USER|EXPOSE|HEALTHCHECK|LABEL|ENTRYPOINT)|nop\)\s+(?:ENV|CMD|USER|EXPOSE|LABEL)/.test(
        text,
      ),
  }));
const lines = (dockerfile: string, entries: string[], target?: string) =>
  blame(history(...entries), parseDockerfile(dockerfile, 'Dockerfile'), target).map((one) => one?.line);

const DOCKERFILE = `ARG V=24
FROM node:\${V}-alpine AS base
WORKDIR /app
ENV NODE_ENV=production

FROM base AS builder
COPY package*.json ./
RUN npm ci
COPY . .
RUN npm run build

FROM base AS production
ARG VERSION=1.0
RUN addgroup -S app && \\
    adduser -S app -G app
COPY --from=builder --chown=app:app /app/dist ./dist
COPY package.json .
RUN --mount=type=cache,target=/root/.npm \\
    npm ci --omit=dev
USER app
EXPOSE 3000
HEALTHCHECK --interval=30s CMD wget -q http://127.0.0.1:3000/health
ENTRYPOINT ["tini", "--"]
CMD ["node", "dist/server.js"]
`;
const BASE = [
  'ADD alpine-minirootfs.tar.gz / # buildkit',
  'CMD ["/bin/sh"]',
  'ENV NODE_VERSION=24.1.0',
  'RUN /bin/sh -c addgroup -g 1000 node && apk add libstdc++ # buildkit',
  'COPY docker-entrypoint.sh /usr/local/bin/ # buildkit',
  'ENTRYPOINT ["docker-entrypoint.sh"]',
  'CMD ["node"]',
];

describe('the line that made a layer', () => {
  it('is found for BuildKit’s history, through the stages, past the base', () => {
    const own = [
      'WORKDIR /app',
      'ENV NODE_ENV=production',
      'ARG VERSION=1.0',
      'RUN |1 VERSION=1.0 /bin/sh -c addgroup -S app &&     adduser -S app -G app # buildkit',
      'COPY --chown=app:app /app/dist ./dist # buildkit',
      'COPY package.json . # buildkit',
      'RUN |1 VERSION=1.0 /bin/sh -c npm ci --omit=dev # buildkit',
      'USER app',
      'EXPOSE map[3000/tcp:{}]',
      'HEALTHCHECK &{["CMD-SHELL" "wget -q http://127.0.0.1:3000/health"] "30s" "0s" "0s" "0s" \'\\x00\'}',
      'ENTRYPOINT ["tini" "--"]',
      'CMD ["node" "dist/server.js"]',
    ];
    expect(lines(DOCKERFILE, [...BASE, ...own])).toEqual([
      ...BASE.map(() => undefined),
      3,
      4,
      13,
      14,
      16,
      17,
      18,
      20,
      21,
      22,
      23,
      24,
    ]);
    const layers = blameLayers(history(...BASE, ...own), parseDockerfile(DOCKERFILE, 'Dockerfile'));
    expect(layers.map((one) => one?.line)).toEqual([undefined, undefined, undefined, 3, 14, 16, 17, 18]);
    expect(layers.at(-1)?.stage.name).toBe('production');
  });

  it('is found for the classic builder’s history', () => {
    const own = [
      '/bin/sh -c #(nop) WORKDIR /app',
      '/bin/sh -c #(nop)  ENV NODE_ENV=production',
      '/bin/sh -c #(nop)  ARG VERSION=1.0',
      '|1 VERSION=1.0 /bin/sh -c addgroup -S app &&     adduser -S app -G app',
      '/bin/sh -c #(nop) COPY --chown=app:appdir:1b7d7f5f6bb2ac7f1dbbcd6d0c0e1f7ad3e9ad0c in ./dist ',
      '/bin/sh -c #(nop) COPY file:0c1b56d8c7d3c6b1df7cf1d0bb65f4d6e2 in . ',
      '|1 VERSION=1.0 /bin/sh -c npm ci --omit=dev',
      '/bin/sh -c #(nop)  USER app',
    ];
    expect(lines(DOCKERFILE, [...BASE, ...own]).slice(BASE.length)).toEqual([3, 4, 13, 14, 16, 17, 18, 20]);
  });

  it('is found for another target', () => {
    const own = [
      'WORKDIR /app',
      'ENV NODE_ENV=production',
      'COPY package*.json ./ # buildkit',
      'RUN /bin/sh -c npm ci # buildkit',
      'COPY . . # buildkit',
      'RUN /bin/sh -c npm run build # buildkit',
    ];
    for (const target of ['builder', 'BUILDER', '1']) {
      expect(lines(DOCKERFILE, [...BASE, ...own], target).slice(BASE.length)).toEqual([3, 4, 7, 8, 9, 10]);
    }
  });

  it('of the same instruction twice is each its own', () => {
    const file = 'FROM x\nRUN echo a\nRUN echo a\nCOPY a /a\nRUN echo a\n';
    const made = 'RUN /bin/sh -c echo a # buildkit';
    expect(lines(file, [made, made, 'COPY a /a # buildkit', made])).toEqual([2, 3, 4, 5]);
    // where the base did the same, the later entries are the Dockerfile's
    expect(lines(file, [made, made, made, 'COPY a /a # buildkit', made])).toEqual([undefined, 2, 3, 4, 5]);
  });

  it('is found for what variables, exec form, heredocs and other shells change', () => {
    const file = [
      'FROM x',
      'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
      'RUN curl x | tar x',
      'RUN ["node", "setup.js"]',
      `COPY $SRC /opt/$\{NAME}/`,
      'RUN <<EOF',
      'apk add curl',
      'adduser app',
      'EOF',
      'ENV A=$B',
    ].join('\n');
    expect(
      lines(file, [
        'SHELL [/bin/bash -o pipefail -c]',
        'RUN /bin/bash -o pipefail -c curl x | tar x # buildkit',
        'RUN node setup.js # buildkit',
        'COPY src /opt/app/ # buildkit',
        'RUN /bin/bash -o pipefail -c apk add curl\nadduser app\n # buildkit',
        'ENV A=value',
      ]),
    ).toEqual([2, 3, 4, 5, 6, 10]);
  });

  it('is not made up for an image of another Dockerfile', () => {
    expect(
      lines('FROM x\nRUN make\nCOPY a /a\n', ['RUN /bin/sh -c pip install flask', 'COPY . /srv', '']),
    ).toEqual([undefined, undefined, undefined]);
    expect(lines('', ['RUN x'])).toEqual([undefined]);
    expect(lines(DOCKERFILE, [], 'nowhere')).toEqual([]);
    expect(lines(DOCKERFILE, ['WORKDIR /app'], 'nowhere')).toEqual([undefined]);
  });
});

describe('what made a layer, in words', () => {
  it('drops what builders add', () => {
    expect(madeBy('RUN |2 A=1 B=x /bin/sh -c npm ci # buildkit')).toEqual({ keyword: 'RUN', text: 'npm ci' });
    expect(madeBy('/bin/sh -c apk add curl')).toEqual({ keyword: 'RUN', text: 'apk add curl' });
    expect(madeBy('/bin/sh -c #(nop)  CMD ["sh"]')).toEqual({ keyword: 'CMD', text: '["sh"]' });
    expect(madeBy('')).toEqual({ keyword: '', text: '' });
  });

  it('fits in a line', () => {
    expect(madeByLine('/bin/sh -c #(nop) COPY file:0c1b56d8c7d3c6b1 in /app ')).toBe('COPY … /app');
    expect(madeByLine('RUN /bin/sh -c a &&   b\n c # buildkit')).toBe('RUN a && b c');
    expect(madeByLine('')).toBe('(not recorded)');
  });
});
