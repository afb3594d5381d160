import { expect, it } from 'vitest';
import { advise } from '../../src/engine/advice.ts';
import type { Attempt, Outcome } from '../../src/engine/attempt.ts';
import { explainAttempts } from '../../src/engine/explain.ts';

const attempt = (outcome: Outcome, foundBy: string, more: Partial<Attempt> = {}): Attempt => ({
  endpoint: `unix://${foundBy}`,
  foundBy,
  explicit: false,
  outcome,
  detail: 'seen',
  tryNext: `do about ${foundBy}`,
  ...more,
});

it('explains by what tells most, and lists all that was tried', () => {
  const explained = explainAttempts([
    attempt('absent', '/a'),
    attempt('forbidden', '/b'),
    attempt('stale', '/c'),
  ]);
  expect(explained).toMatchObject({ code: 'engine-forbidden', tryNext: 'do about /b' });
  expect(explained.summary).toContain('/b');
  const text = explained.lines.join('\n');
  for (const place of ['/a', '/b', '/c']) expect(text).toContain(place);
});

it('fits on one screen, however many places there are', () => {
  const many = Array.from({ length: 9 }, (_, i) =>
    attempt('absent', `/home/someone/.somewhere/${i}/docker.sock`),
  );
  const { lines, summary } = explainAttempts(many);
  expect(lines.length).toBeLessThanOrEqual(20);
  expect(summary).toContain('9 places');
});

it('names the engine setting that was chosen', () => {
  const { summary } = explainAttempts([
    attempt('absent', 'DOCKER_HOST', { explicit: true, endpoint: 'unix:///gone' }),
  ]);
  expect(summary).toContain('DOCKER_HOST (unix:///gone)');
});

const platforms: [NodeJS.Platform, NodeJS.ProcessEnv, RegExp][] = [
  ['linux', {}, /systemctl start docker/],
  ['linux', { WSL_DISTRO_NAME: 'Ubuntu' }, /WSL integration for Ubuntu/],
  ['darwin', {}, /open -a Docker/],
  ['win32', {}, /Docker Desktop/],
];
it.each(platforms)('says for %s %o how to start it', (platform, env, words) => {
  expect(advise('stale', { foundBy: '/x', explicit: false }, { platform, env })).toMatch(words);
});

it('has one sentence or two for every outcome', () => {
  const outcomes: Outcome[] = [
    'absent',
    'stale',
    'forbidden',
    'too-old',
    'timeout',
    'unreachable',
    'tls',
    'not-an-engine',
    'other-kind',
    'misconfigured',
  ];
  for (const outcome of outcomes) {
    for (const explicit of [true, false]) {
      const said = advise(outcome, { foundBy: 'DOCKER_HOST', explicit }, { platform: 'linux', env: {} });
      expect(said.length, outcome).toBeGreaterThan(20);
      expect(said, outcome).toMatch(/\.$/);
    }
  }
});
