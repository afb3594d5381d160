import { describe, expect, it } from 'vitest';
import { blamedLines, judgeDockerfile } from '../helpers/judge.ts';

const judge = (dockerfile: string, tool: string, given = {}) =>
  judgeDockerfile('mount.cache', dockerfile, { args: { tool }, ...given });
const run = (mount: string, command: string, before = '') =>
  `FROM base:1\n${before}RUN --mount=${mount} ${command}\n`;

describe('mount.cache', () => {
  it.each([
    ['npm', 'type=cache,target=/root/.npm', 'npm ci'],
    ['npm', 'type=cache,dst=/root/.npm,sharing=locked', 'npm install'],
    ['npm', 'type=cache,target=/root', 'npm ci'],
    ['npm', 'type=cache,target=/cache', 'npm ci --cache /cache'],
    ['pip', 'type=cache,target=/root/.cache/pip', 'pip install -r requirements.txt'],
    ['pip', 'type=cache,target=/root/.cache', 'pip3 install flask'],
    ['go', 'type=cache,target=/go/pkg/mod', 'go mod download'],
    ['go', 'type=cache,target=/root/.cache/go-build', 'go build .'],
    ['apt', 'type=cache,target=/var/cache/apt', 'apt-get update && apt-get -y install gcc'],
    ['apk', 'type=cache,target=/var/cache/apk', 'apk add curl'],
    ['pnpm', 'type=cache,target=/pnpm/store', 'pnpm install --frozen-lockfile'],
  ])('%s: %s fits', async (tool, mount, command) => {
    expect(await judge(run(mount, command), tool)).toMatchObject({ status: 'pass' });
  });

  it.each([
    ['another folder', 'type=cache,target=/app/node_modules', 'npm ci'],
    ['a sibling of that name', 'type=cache,target=/root/.npmrc', 'npm ci'],
    ['no cache', 'type=bind,source=.,target=/root/.npm', 'npm ci'],
    ['a cache that npm is told not to use', 'type=cache,target=/root/.npm', 'npm ci --cache=/elsewhere'],
  ])('%s does not', async (_, mount, command) => {
    const verdict = await judge(run(mount, command), 'npm');
    expect(verdict).toMatchObject({ status: 'fail' });
    expect(blamedLines(verdict)).toEqual([2]);
  });

  it('takes a target relative to the working folder, with variables filled in', async () => {
    expect(await judge(run('type=cache,target=.npm', 'npm ci', 'WORKDIR /root\n'), 'npm')).toMatchObject({
      status: 'pass',
    });
    const before = 'ARG CACHE=/root/.npm\n';
    expect(await judge(run('type=cache,target=$CACHE', 'npm ci', before), 'npm')).toMatchObject({
      status: 'pass',
    });
  });

  it('knows the home of another user than root', async () => {
    const node = run('type=cache,target=/home/node/.npm,uid=1000', 'npm ci', 'USER node\n');
    expect(await judge(node, 'npm')).toMatchObject({ status: 'pass' });
    const root = run('type=cache,target=/home/node/.npm', 'npm ci');
    expect(await judge(root, 'npm')).toMatchObject({ status: 'fail' });
  });

  it('asks for it at every install that the image needs, and at no other', async () => {
    const text = (first: string, copied: string) =>
      `FROM base:1 AS deps\n${first} npm ci\nFROM base:1 AS unused\nRUN npm ci\nFROM base:1\nRUN --mount=type=cache,target=/root/.npm npm ci\nCOPY --from=${copied} /app /app\n`;
    expect(await judge(text('RUN --mount=type=cache,target=/root/.npm', 'deps'), 'npm')).toMatchObject({
      status: 'pass',
    });
    expect(blamedLines(await judge(text('RUN', 'deps'), 'npm'))).toEqual([2]);
    expect(
      blamedLines(await judge(text('RUN --mount=type=cache,target=/root/.npm', 'unused'), 'npm')),
    ).toEqual([4]);
  });

  it('finds installs in here-documents and chains', async () => {
    const heredoc = 'FROM base:1\nRUN <<EOF\nset -e\nnpm ci\nEOF\n';
    expect(await judge(heredoc, 'npm')).toMatchObject({ status: 'fail' });
    expect(await judge('FROM base:1\nRUN cd /app && npm ci\n', 'npm')).toMatchObject({ status: 'fail' });
  });

  it('fails where nothing is installed', async () => {
    expect(await judge('FROM base:1\nRUN echo npm\n', 'npm')).toMatchObject({
      status: 'fail',
      actual: 'nothing is installed with npm',
    });
  });
});
