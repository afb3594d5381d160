// Learners of every kind, the same ones for the same number.
import type { VerdictStatus } from '../../src/checks/types.ts';
import type { Course } from '../../src/course/types.ts';
import type { sealed } from './exports.ts';

const NAMES =
  `Ada Lovelace,Alan Turing,Grace Hopper,Edsger Dijkstra,Barbara Liskov,Donald Knuth,Frances Allen,Ken Thompson,
Radia Perlman,Tony Hoare,Margaret Hamilton,Niklaus Wirth,Katherine Johnson,Dennis Ritchie,Adele Goldberg,Leslie Lamport,
Karen Spärck Jones,Robin Milner,Mary Kenneth Keller,John Backus,Shafi Goldwasser,Peter Naur,Jean Bartik,Fernando Corbató,
Hedy Lamarr,Kristen Nygaard,Lynn Conway,王选,Dana Scott,Ole-Johan Dahl,Sister O'Brien,José Ñandú,Evelyn Boyd,Max Newman,
Joan Clarke,Konrad Zuse,Erna Hoover,Butler Lampson,Anita Borg,Jim Gray`.split(/,\s*/);

/** A small generator of numbers in [0, 1) (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Plan = NonNullable<Parameters<typeof sealed>[1]>;

/** A learner who gets some way through the course, trying steps until they hold. */
export function learner(course: Course, index: number): Plan {
  const next = numbers(index + 1);
  const skill = 0.3 + next() * 0.7;
  const hard = new Map(
    course.labs.flatMap((lab) => lab.steps.map((step, at) => [step.id, (lab.number * 5 + at * 3) % 11])),
  );
  const parts = course.labs.slice(0, 1 + Math.floor(skill * course.labs.length * 0.99)).map((lab) => {
    const reach = Math.ceil(lab.steps.length * (0.5 + skill / 2));
    const rounds: Record<string, VerdictStatus>[] = [];
    const held: Record<string, VerdictStatus> = {};
    for (const [at, step] of lab.steps.entries()) {
      if (at >= reach) break;
      const tries = 1 + Math.floor(next() * (1.4 - skill) * (hard.get(step.id) ?? 0));
      for (let round = 1; round < tries; round++) rounds.push({ ...held, [step.id]: 'fail' });
      held[step.id] = at === reach - 1 && next() > skill ? 'fail' : 'pass';
      rounds.push({ ...held });
    }
    const lines = [
      'FROM node:24-alpine AS builder',
      `WORKDIR /${['app', 'srv', 'work', 'usr/src/app', 'home/node/app'][Math.floor(next() * 5)]}`,
      'COPY package*.json ./',
      next() > 0.5 ? 'RUN npm ci' : 'RUN npm install',
      ...(next() > 0.5 ? ['ENV NODE_ENV=production'] : []),
      `# learner ${index}`,
      'COPY . .',
      'RUN npm run build',
      'FROM node:24-alpine AS production',
      `LABEL maintainer="learner-${index}@example.edu"`,
      ...(next() > 0.4 ? ['HEALTHCHECK CMD wget -q --spider http://127.0.0.1:3000/health'] : []),
      'USER node',
      'CMD ["node", "dist/server.js"]',
    ];
    const size = Math.round(5e7 + next() * next() * 6e8);
    return { lab: lab.id, rounds, dockerfile: `${lines.join('\n')}\n`, size };
  });
  const [first, ...more] = parts;
  return {
    ...first,
    more,
    name: NAMES[index % NAMES.length] ?? '',
    id: `s${String(1000 + index)}`,
    at: new Date(Date.parse('2026-11-23T08:00:00Z') + Math.floor(next() * 4) * 86_400_000).toISOString(),
    exportedAt: '2026-12-05T10:00:00.000Z',
    help: (_, step) => ({
      seconds: Math.round((hard.get(step) ?? 1) * 60 * (0.3 + next())),
      hintsSeen: next() > skill ? 1 + Math.floor(next() * 3) : 0,
      solutionSeen: next() > 0.95,
    }),
  };
}
