import { describe, expect, it } from 'vitest';
import type { Course } from '../../src/course/types.ts';
import { gradebook, gradebookRemarks } from '../../src/reports/grade/gradebook.ts';
import { gradeVerdicts } from '../../src/reports/grade/junit-verdicts.ts';
import { DEFAULT_RULES } from '../../src/reports/grade/rules.ts';
import type { Graded } from '../../src/reports/grade/types.ts';
import { junit } from '../../src/reports/junit.ts';
import { importCanvas, importMoodle } from '../helpers/gradebook-import.ts';

const learner = (name: string, id: string, score: number, more: Partial<Graded> = {}): Graded => ({
  ...{ file: `${name}.json`, learner: { name, id }, integrity: 'intact', reason: '', altered: [], key: '' },
  ...{ exportedAt: '2026-11-24T10:00:00.000Z', attempts: 1, score, maxScore: 60, labs: [], rebuilt: null },
  ...{ flags: [], superseded: false },
  ...more,
});
const CLASS = [
  learner('Ada, Countess of "Lovelace"', 's1', 42.25),
  learner('Zoë; 王选', '007', 60),
  learner('Ada, the older export', 's1', 3, { superseded: true }),
  learner('', '', 0, { integrity: 'unreadable', reason: 'The file is empty.' }),
];
const roster = new Map(CLASS.slice(0, 2).map((one) => [one.learner.id, one.learner.name]));
const course = { labs: [] } as unknown as Course;
const book = (format: 'canvas' | 'moodle', graded: readonly Graded[]) =>
  gradebook(format, graded, { course, rules: DEFAULT_RULES });

describe('what Canvas imports', () => {
  it('is a grade a learner, found by the SIS id, and the points of the assignment', () => {
    const { title, points, grades } = importCanvas(book('canvas', CLASS), roster);
    expect({ title, points }).toEqual({ title: 'docker-labs', points: 60 });
    expect([...grades]).toEqual([
      ['s1', '42.25'],
      ['007', '60'],
    ]);
  });

  it('finds a learner without an id by the name', () => {
    const named = [learner('Una', '', 7)];
    expect([...importCanvas(book('canvas', named), new Map([['s9', 'Una']])).grades]).toEqual([['s9', '7']]);
  });

  it('are not the points that a learner calls himself', () => {
    const csv = book('canvas', [...CLASS, learner('Points Possible', 's5', 1)]);
    expect(importCanvas(csv, new Map([...roster, ['s5', 'Eve']]))).toMatchObject({ points: 60 });
    expect(importCanvas(csv, new Map([...roster, ['s5', 'Eve']])).grades.get('s5')).toBe('1');
  });
});

describe('what Moodle imports', () => {
  it('is a grade a learner, found by the id number', () => {
    const { title, grades } = importMoodle(book('moodle', CLASS), new Set(roster.keys()));
    expect(title).toBe('docker-labs');
    expect([...grades]).toEqual([
      ['s1', '42.25'],
      ['007', '60'],
    ]);
    expect(gradebookRemarks('moodle', CLASS)).toEqual([]);
  });

  it('gives nobody the grade of a learner without an id: he is left out, and that is said', () => {
    const more = [...CLASS, learner('Una', '', 1), learner('Nil', '0', 2)];
    const { grades } = importMoodle(book('moodle', more), new Set(roster.keys()));
    expect(grades.get('007')).toBe('60');
    expect(gradebookRemarks('moodle', more).map((text) => text.split(':')[0])).toEqual([
      'Una.json',
      'Nil.json',
    ]);
  });

  it('says when there are more points than Moodle takes', () => {
    expect(gradebookRemarks('moodle', [learner('Ada', 's1', 120)])).toEqual([
      expect.stringContaining('over 100'),
    ]);
  });
});

describe('the JUnit report of a class that was built again', () => {
  it('fails who differs, check by check, passes who agrees, and skips who could not be built', () => {
    const counts = { agrees: 1, differs: 0, unknown: 0, notRun: 0 };
    const rebuilt = { counts, differences: [], unknown: [], ms: 1, engine: 'a', reason: '' };
    const verdicts = { claimed: 'pass', rebuilt: 'fail' } as const;
    const differences = [
      { lab: 'basic', step: 'non-root', check: 'user.nonroot', ...verdicts, actual: 'root' },
    ];
    const xml = junit(
      'docker-labs grade',
      gradeVerdicts([
        learner('Ada', 's1', 1, { rebuilt: { ...rebuilt, status: 'agrees' } }),
        learner('Eve', 's2', 1, { rebuilt: { ...rebuilt, status: 'differs', differences } }),
        learner('Una', 's3', 1, {
          rebuilt: { ...rebuilt, status: 'unknown', reason: 'No engine was left.' },
        }),
      ]),
    );
    expect(xml).toContain('failures="1" errors="0" skipped="1"');
    expect(xml).toMatch(
      /name="Eve s2: built again"><failure message="differs: basic\/non-root user.nonroot: said pass, built again fail \(root\)"/,
    );
    expect(xml).toMatch(/name="Una s3: built again"><skipped message="No engine was left."/);
    expect(xml).toContain('name="Ada s1: built again"></testcase>');
  });
});
