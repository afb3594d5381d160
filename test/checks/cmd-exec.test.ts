import { expect, it } from 'vitest';
import { blamedLines, judgeDockerfile } from '../helpers/judge.ts';

it.each([
  'FROM node\nCMD ["node", "server.js"]\n',
  'FROM node\nENTRYPOINT ["/sbin/tini", "--"]\nCMD ["node"]\n',
  'FROM node\nCMD node server.js\nCMD ["node", "server.js"]\n',
  'FROM node AS b\nCMD npm start\nFROM node\nCMD ["node"]\n',
  'FROM node AS b\nCMD npm start\nFROM b\nENTRYPOINT ["node"]\n',
  'FROM node\n',
])('passes: %j', async (text) => {
  expect(await judgeDockerfile('cmd.exec', text)).toMatchObject({ status: 'pass' });
});

it.each([
  ['FROM node\nCMD npm start\n', [2]],
  ['FROM node\nCMD ["node"]\nCMD node\n', [3]],
  ['FROM node\nENTRYPOINT exec node\nCMD ["x"]\n', [2]],
  ["FROM node\nCMD ['node', 'server.js']\n", [2]],
  ['FROM node AS b\nCMD npm start\nFROM b\nUSER node\n', [2]],
  ['FROM node AS b\nENTRYPOINT node\nFROM b\nCMD x\n', [2, 4]],
])('fails: %j', async (text, lines) => {
  const verdict = await judgeDockerfile('cmd.exec', text);
  expect(verdict.status).toBe('fail');
  expect(blamedLines(verdict)).toEqual(lines);
});

it('says how the line reads in exec form', async () => {
  const verdict = await judgeDockerfile('cmd.exec', 'FROM node\nCMD node dist/server.js\n');
  expect(verdict.tryNext).toContain('CMD ["node", "dist/server.js"]');
});
