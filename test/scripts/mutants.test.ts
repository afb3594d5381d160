import { describe, expect, it } from 'vitest';
import { mutantsOf } from '../../scripts/mutants/mutate.ts';
import { idleReasons, reasonFor } from '../../scripts/mutants/reasons.ts';

const TEXT = `FROM node:24-alpine AS builder
WORKDIR /app
COPY package.json ./
RUN --mount=type=cache,target=/root/.npm \\
    npm ci --omit=dev
FROM node:24-alpine
ENV A=1
COPY --from=builder /app ./
USER node
EXPOSE 3000
CMD ["node", "x.js"]
`;
const mutants = mutantsOf(TEXT);
const textOf = (id: string) => mutants.find((one) => one.id === id)?.text;

describe('the faults that are put in', () => {
  it('are each another text, under a name of its own', () => {
    expect(new Set(mutants.map(({ text }) => text)).size).toBe(mutants.length);
    expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length);
    expect(mutants.every(({ text }) => text !== TEXT)).toBe(true);
  });

  it('take away, loosen, undo and add', () => {
    expect(textOf('drop USER @9')).not.toContain('USER');
    expect(textOf('root USER 0 @9')).toContain('\nUSER 0\n');
    expect(textOf('unpin latest @1')).toContain('FROM node:latest AS builder');
    expect(textOf('unflag --mount @4')).toContain('RUN npm ci --omit=dev\n');
    expect(textOf('unoption --omit=dev @4')).toContain('    npm ci \n');
    expect(textOf('everything all of it @3')).toContain('\nCOPY . .\n');
    expect(textOf('everything all of it @8')).toContain('COPY --from=builder / /');
    expect(textOf('shell form @11')).toMatch(/\nCMD node x\.js$/);
    expect(textOf('secret ENV @6')).toContain('ENV API_TOKEN=');
    expect(textOf('bigbase full @6')).toContain('\nFROM node:24\n');
  });

  it('exchange neighbours only where the order may matter', () => {
    const swaps = mutants.filter(({ id }) => id.startsWith('swap')).map(({ id }) => id);
    expect(swaps).toEqual(['swap WORKDIR and COPY @2', 'swap COPY and RUN @3']);
    expect(textOf('swap COPY and RUN @3')).toContain('npm ci --omit=dev\nCOPY package.json ./\nFROM');
  });
});

describe('reasons', () => {
  it('are found by lab and pattern', () => {
    expect(reasonFor('secure', 'drop EXPOSE @45')).toContain('documents');
    expect(reasonFor('go', 'unoption CGO_ENABLED=0 @12')).toContain('compiler');
    expect(reasonFor('go', 'drop USER @23')).toBeUndefined();
    expect(reasonFor('python', 'unoption CGO_ENABLED=0 @12')).toBeUndefined();
  });

  it('without a mutant are named', () => {
    const idle = idleReasons([{ lab: 'go', id: 'drop EXPOSE @25' }]);
    expect(idle).not.toContain('*: drop EXPOSE @*');
    expect(idle).toContain('go: unoption CGO_ENABLED=0 @*');
  });
});
