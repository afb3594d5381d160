import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { buildPlan } from '../../src/dockerfile/plan.ts';
import { resolveStages } from '../../src/dockerfile/resolve.ts';
import type { BuildStep } from '../../src/engine/types.ts';
import { buildGraphs } from '../../src/session/build-graph.ts';
import type { ImageBuild } from '../../src/session/state.ts';
import { buildStep } from '../helpers/session.ts';

const FILE = `FROM node AS builder
WORKDIR /app
RUN npm run build
FROM node AS deps
WORKDIR /app
RUN npm ci
FROM deps AS production
COPY --from=builder /app/dist .`;

function image(name: string, steps: BuildStep[], target?: string): ImageBuild {
  const plan = buildPlan(resolveStages(parseDockerfile(FILE, 'Dockerfile'), target ? { target } : {}));
  return { name, steps, logs: {}, transfers: {}, since: {}, warnings: [], ...(plan ? { plan } : {}) };
}
const graphs = (...images: ImageBuild[]) =>
  buildGraphs({ lab: 'basic', phase: 'running', startedAt: 0, practice: false, images });

const TOLD = [
  buildStep({
    id: '1',
    stage: 'builder',
    instruction: 'FROM node',
    internal: true,
    line: 1,
    status: 'cached',
  }),
  buildStep({ id: '2', stage: 'builder', instruction: 'WORKDIR /app', line: 2, status: 'done' }),
  buildStep({ id: '3', stage: 'builder', instruction: 'RUN npm run build', line: 3, status: 'running' }),
  buildStep({ id: '4', stage: 'deps', instruction: 'RUN npm ci', line: 6, status: 'failed' }),
];

describe('the graph of a build', () => {
  it('says of each step of the Dockerfile what the engine has told, and of a shared one what it told of the other', () => {
    const [graph] = graphs(image('production', TOLD));
    expect(graph?.stages.map(({ name, steps }) => [name, ...steps.map(({ status }) => status)])).toEqual([
      ['builder', 'cached', 'done', 'running'],
      ['deps', 'cached', 'done', 'failed'],
      ['production', 'waiting', 'waiting'],
    ]);
  });

  it('has an image that is a stage of another one in that graph, with what was told of it', () => {
    const [graph, ...others] = graphs(image('builder', TOLD, 'builder'), image('production', []));
    expect(others).toEqual([]);
    expect(graph).toMatchObject({ image: { name: 'production' }, within: ['builder'] });
    expect(graph?.stages[0]?.steps.map(({ status }) => status)).toEqual(['cached', 'done', 'running']);
  });

  it('without a plan has the stages as the engine names them', () => {
    const { plan: _, ...bare } = image('production', TOLD);
    expect(graphs(bare)[0]?.stages.map(({ name, steps }) => [name, steps.length])).toEqual([
      ['builder', 3],
      ['deps', 1],
    ]);
  });
});
