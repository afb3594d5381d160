import { describe, expect, it } from 'vitest';
import { blamedLines, judgeDockerfile } from '../helpers/judge.ts';

const judge = (lines: string[]) => judgeDockerfile('cache.order', `${lines.join('\n')}\n`);

describe('cache.order passes', () => {
  it.each([
    ['npm', ['FROM node', 'COPY package*.json ./', 'RUN npm ci', 'COPY . .']],
    [
      'both files by name',
      ['FROM node', 'COPY package.json package-lock.json ./', 'RUN npm ci', 'COPY src ./src'],
    ],
    ['no source at all', ['FROM node', 'COPY package.json package-lock.json ./', 'RUN npm ci --omit=dev']],
    [
      'settings of npm and patches',
      ['FROM node', 'COPY package.json .npmrc ./', 'COPY patches ./patches', 'RUN npm ci', 'COPY . .'],
    ],
    [
      'pnpm',
      [
        'FROM node',
        'RUN npm i -g pnpm',
        'COPY package.json pnpm-lock.yaml ./',
        'RUN pnpm install',
        'COPY . .',
      ],
    ],
    [
      'yarn',
      [
        'FROM node',
        'COPY package.json yarn.lock .yarnrc.yml ./',
        'COPY .yarn .yarn',
        'RUN yarn --frozen-lockfile',
        'COPY . .',
      ],
    ],
    [
      'go',
      ['FROM golang', 'COPY go.mod go.sum ./', 'RUN go mod download', 'COPY . .', 'RUN go build -o main .'],
    ],
    [
      'go with a pattern',
      ['FROM golang', 'COPY go.* ./', 'RUN go mod download && go mod verify', 'COPY . .', 'RUN go build'],
    ],
    [
      'pip',
      [
        'FROM python',
        'COPY requirements.txt .',
        'RUN pip install --no-cache-dir -r requirements.txt',
        'COPY . .',
      ],
    ],
    [
      'python -m pip',
      ['FROM python', 'COPY requirements/base.txt r.txt', 'RUN python3 -m pip install -r r.txt', 'COPY . .'],
    ],
    [
      'bind mounts of the lists',
      [
        'FROM node',
        'RUN --mount=type=bind,source=package.json,target=package.json \\',
        '    --mount=type=bind,source=package-lock.json,target=package-lock.json \\',
        '    --mount=type=cache,target=/root/.npm npm ci',
        'COPY . .',
      ],
    ],
    [
      'a base stage that copies nothing',
      [
        'FROM node AS base',
        'WORKDIR /app',
        'FROM base AS deps',
        'COPY package*.json ./',
        'RUN npm ci',
        'FROM base',
        'COPY . .',
      ],
    ],
    ['a heredoc', ['FROM node', 'COPY package*.json ./', 'RUN <<EOF', 'set -e', 'npm ci', 'EOF', 'COPY . .']],
  ])('%s', async (_, lines) => {
    expect(await judge(lines)).toMatchObject({ status: 'pass', confidence: 'predicted' });
  });
});

describe('cache.order fails and blames', () => {
  it.each([
    ['the source before npm', ['FROM node', 'COPY . .', 'RUN npm ci'], [2, 3]],
    ['the source before the lists', ['FROM node', 'COPY . .', 'COPY package*.json ./', 'RUN npm ci'], [2, 4]],
    ['a source folder', ['FROM node', 'COPY package*.json ./', 'COPY src ./src', 'RUN npm ci'], [3, 4]],
    ['one source file', ['FROM node', 'COPY package.json server.js ./', 'RUN npm ci'], [2, 3]],
    ['ADD', ['FROM node', 'ADD ./ /app', 'RUN npm install'], [2, 3]],
    ['JSON form', ['FROM node', 'COPY [".", "/app"]', 'RUN ["npm", "ci"]'], [2, 3]],
    ['the stage below', ['FROM node AS base', 'COPY . .', 'FROM base', 'RUN npm ci'], [2, 4]],
    ['a mount of all', ['FROM node', 'RUN --mount=type=bind,target=. npm ci'], [2]],
    ['pip after the source', ['FROM python', 'COPY . .', 'RUN pip install -r requirements.txt'], [2, 3]],
    ['go build that downloads', ['FROM golang', 'COPY . .', 'RUN CGO_ENABLED=0 go build -o main .'], [2, 3]],
    [
      'one of two stages',
      [
        'FROM node AS a',
        'COPY package*.json ./',
        'RUN npm ci',
        'FROM node',
        'COPY . .',
        'RUN npm ci --omit=dev',
      ],
      [5, 6],
    ],
    [
      'a later command of a RUN',
      ['FROM node', 'COPY . .', 'RUN apk add git && npm ci && npm cache clean --force'],
      [2, 3],
    ],
  ])('%s', async (_, lines, blamed) => {
    const verdict = await judge(lines);
    expect(verdict.status).toBe('fail');
    expect(blamedLines(verdict)).toEqual(blamed);
  });
});

it('has nothing to judge where nothing is installed as a whole', async () => {
  for (const run of [
    'RUN npm run build',
    'RUN npm install -g typescript',
    'RUN npm install express',
    'RUN pip install flask',
  ]) {
    expect(await judge(['FROM node', 'COPY . .', run])).toMatchObject({ status: 'unknown' });
  }
});
