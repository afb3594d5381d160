import * as z from 'zod';
import { defineKind, fail, pass } from './kind.ts';
import { containerEvidence, startFailure } from './run-story.ts';

/** Programs made to be PID 1: https://github.com/krallin/tini and its like. */
const INITS = /(?:^|\/)(tini(?:-static)?|dumb-init|docker-init|catatonit|s6-svscan|runit-init|init)$/;

export const pid1Init = defineKind({
  id: 'pid1.init',
  title: 'SIGTERM ends the container in time, with the program’s own status',
  args: z.strictObject({
    init: z
      .boolean()
      .default(true)
      .describe('An init must be process 1; false where the program does it itself.'),
  }),
  needs: ['run'],
  why: 'Process 1 gets the signals. If it keeps them to itself, every stop takes ten seconds and cuts requests off.',
  sameAs: { other: ['https://github.com/krallin/tini'] },
  // Programs that handle their signals need no init.
  review: { args: { init: false } },
  async judge(facts, { init }) {
    const report = await facts.run('plain');
    const code = facts.subject.run?.exitCode ?? 0;
    const expected = `${init ? 'an init as process 1, and ' : ''}status ${code} within 10 s of SIGTERM`;
    const broken = await startFailure(report, expected, facts);
    if (broken) return broken;
    const first = report.processes[0]?.command ?? '';
    const program = first.split(' ')[0] ?? '';
    const seeIt =
      'docker top CONTAINER; docker stop CONTAINER; docker inspect -f {{.State.ExitCode}} CONTAINER';
    const evidence = [containerEvidence(facts, 'process 1', first || 'not seen')];
    if (init && !INITS.test(program)) {
      return fail({
        expected,
        actual: `process 1 is ${program || 'unknown'}`,
        evidence,
        tryNext: 'Install tini and make it the entry: ENTRYPOINT ["/sbin/tini", "--"]',
        seeIt,
      });
    }
    const { stop } = report;
    if (stop && !stop.killed && stop.exitCode === code) {
      return { ...pass(expected, `${program}, ended with status ${stop.exitCode}`, evidence), seeIt };
    }
    return fail({
      expected,
      actual: !stop
        ? 'it was not stopped'
        : stop.killed
          ? 'it did not end on SIGTERM, and was killed after 10 s'
          : `it ended with status ${stop.exitCode}`,
      evidence,
      tryNext: stop?.killed
        ? 'Use the exec form, so that no shell keeps the signal, and handle SIGTERM in the program.'
        : 'Handle SIGTERM in the program: finish what runs, then end with status 0.',
      seeIt,
    });
  },
});
