import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { judgeOne } from '../../src/checks/judge.ts';
import { defineKind, type pass } from '../../src/checks/kind.ts';
import { allKinds, kindsWithoutArgs, nearMatches } from '../../src/checks/registry.ts';
import { judgeChecks } from '../../src/checks/round.ts';
import { resolveCheck } from '../../src/checks/specs.ts';
import { worst } from '../../src/checks/status.ts';
import type { Round, SubjectFacts } from '../../src/checks/types.ts';
import { EngineError, Interrupted, LearnerError, NotJudgeable } from '../../src/errors.ts';

const facts = { subject: { name: 'image' } } as SubjectFacts;
const round: Round = { engine: undefined, today: '2026-11-23', subject: () => facts };

/** The verdict of a check whose judge does this. */
function verdictOf(judge: () => Promise<ReturnType<typeof pass>>) {
  const kind = defineKind({
    id: 'some.check',
    title: 'some rule',
    args: z.strictObject({}),
    needs: [],
    why: 'because',
    judge,
  });
  return judgeOne({ kind, args: {}, spec: { id: kind.id } }, facts, round, true);
}

const throwing = (error: unknown) => verdictOf(() => Promise.reject(error));

describe('what goes wrong while judging', () => {
  it('is unknown when it cannot be judged here', async () => {
    expect(await throwing(new NotJudgeable('no engine', 'start one'))).toMatchObject({
      status: 'unknown',
      actual: 'no engine',
      tryNext: 'start one',
      expected: 'some rule',
      why: 'because',
    });
  });

  it('is an error when a tool broke, and never the learner’s failure', async () => {
    expect(await throwing(new EngineError('engine-lost', 'gone', 'again'))).toMatchObject({
      status: 'error',
      tryNext: 'again',
    });
  });

  it('is a failure when a file of the learner’s cannot be read', async () => {
    expect(await throwing(new LearnerError('bad-file', 'no file', 'write it'))).toMatchObject({
      status: 'fail',
    });
  });

  it('is an error of the one check when that check has a bug', async () => {
    const verdict = await throwing(new TypeError('x is \u001b[31mnot a function'));
    expect(verdict).toMatchObject({ status: 'error', tryNext: expect.stringContaining('report') });
    expect(verdict.actual).toContain('some.check');
    expect(verdict.actual).not.toContain('\u001b');
  });

  it('ends the round when it was stopped', async () => {
    await expect(throwing(new Interrupted())).rejects.toBeInstanceOf(Interrupted);
  });
});

describe('a lab’s own reason', () => {
  it('replaces the kind’s', async () => {
    const kind = resolveCheck({ id: 'parse' }).kind;
    const spec = { id: 'parse', why: 'our own', required: false };
    expect(await judgeOne({ kind, args: {}, spec }, facts, round, true)).toMatchObject({
      why: 'our own',
      required: false,
    });
  });
});

describe('the registry', () => {
  it('has each id once, with a reason and a title', () => {
    const ids = allKinds().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const kind of allKinds()) expect(kind.why && kind.title && kind.needs.length, kind.id).toBeTruthy();
  });

  it('says which ids a mistyped one may mean', () => {
    expect(nearMatches('user.nonrot')[0]).toBe('user.nonroot');
    expect(nearMatches('stage.count')).toContain('stages.count');
    expect(nearMatches('something-else-entirely')).toEqual([]);
  });

  it('runs without arguments what means something without', () => {
    const ids = kindsWithoutArgs().map(({ id }) => id);
    expect(ids).toEqual(
      expect.arrayContaining([
        'parse',
        'copy.from',
        'stages.names',
        'base.pinned',
        'cmd.exec',
        'user.nonroot',
      ]),
    );
    expect(ids).toEqual(expect.arrayContaining(['secret.env', 'health.present', 'labels.oci']));
    for (const id of ['size.max', 'size.reduction', 'files.present', 'files.absent', 'env.is', 'expose.is']) {
      expect(ids).not.toContain(id);
    }
  });

  it('refuses an unknown check and args that do not fit, and says what would', () => {
    const refused = (spec: Parameters<typeof resolveCheck>[0]) => {
      try {
        resolveCheck(spec);
        throw new Error('it was taken');
      } catch (error) {
        return error;
      }
    };
    expect(refused({ id: 'user.nonrot' })).toMatchObject({
      code: 'bad-course',
      tryNext: 'Did you mean user.nonroot?',
    });
    expect(refused({ id: 'size.max', args: { byte: 3 } })).toMatchObject({
      code: 'bad-course',
      message: expect.stringContaining('byte'),
      tryNext: 'It takes: bytes.',
    });
    expect(refused({ id: 'files.absent' })).toMatchObject({ code: 'bad-course' });
  });
});

describe('the worst of several', () => {
  it('is the learner’s failure before all that could not be judged', () => {
    expect(worst(['pass', 'error', 'fail', 'unknown'])).toBe('fail');
    expect(worst(['pass', 'unknown', 'error'])).toBe('error');
    expect(worst(['pass', 'unknown', 'warn'])).toBe('unknown');
    expect(worst(['pass', 'warn'])).toBe('warn');
    expect(worst([])).toBe('pass');
  });
});

describe('a review', () => {
  it('runs no script, and asks no folder for the files of the course', async () => {
    const verdicts = await judgeChecks({ subject: { name: 'image', contextDir: process.cwd() } });
    for (const id of ['pipeline.gates', 'pipeline.pushes', 'compose.valid'])
      expect(verdicts.find((one) => one.id === id)).toMatchObject({
        status: 'unknown',
        tryNext: `Ask for it: --check ${id}`,
      });
  });
});

describe('an image alone, without an engine', () => {
  it('is unknown to every check', async () => {
    const specs = kindsWithoutArgs().map(({ id }) => ({ id }));
    const verdicts = await judgeChecks({ specs, subject: { name: 'image', tag: 'node:24' } });
    for (const verdict of verdicts) {
      expect(verdict, verdict.id).toMatchObject({ status: 'unknown', confidence: 'predicted' });
    }
  });
});
