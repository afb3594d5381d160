import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Course } from '../../src/course/types.ts';
import { gradeFiles } from '../../src/reports/grade/class.ts';
import { findExports } from '../../src/reports/grade/find-files.ts';
import { gradebook } from '../../src/reports/grade/gradebook.ts';
import { reportPage } from '../../src/reports/grade/page.ts';
import { DEFAULT_RULES, rulesSchema } from '../../src/reports/grade/rules.ts';
import type { Graded, LookAlike } from '../../src/reports/grade/types.ts';
import { exportOf, sealed } from '../helpers/exports.ts';
import { realCourse } from '../helpers/session.ts';

const EVIL = '=1+1<img src=x onerror=alert(1)>, "x"';
let course: Course;
let dir: string;
let result: { graded: Graded[]; alike: LookAlike[] };
const of = (file: string) => result.graded.find((one) => one.file.endsWith(file)) as Graded;

beforeAll(async () => {
  course = await realCourse();
  dir = mkdtempSync(join(tmpdir(), 'docker-labs-grade-'));
  mkdirSync(join(dir, 'more'));
  const put = (name: string, text: string) => writeFileSync(join(dir, name), text);
  const ada = await sealed(course, { rounds: [{ 'two-stages': 'fail' }, { 'two-stages': 'pass' }] });
  put('ada.json', ada);
  put(
    'altered.json',
    (await sealed(course, { id: 's2', rounds: [{ 'two-stages': 'fail' }] })).replaceAll(
      '"status":"fail"',
      '"status":"pass"',
    ),
  );
  put('more/ada-later.json', await sealed(course, { exportedAt: '2026-11-25T10:00:00.000Z' }));
  put('evil.json', await sealed(course, { name: EVIL, id: 's3' }));
  const unsigned = await exportOf(course, { id: 's4', name: 'Una' });
  put('unsigned.json', JSON.stringify({ document: unsigned, formatVersion: 1 }));
  put('empty.json', '');
  put('notes.txt', 'not an export');
  const { files } = await findExports([dir]);
  result = await gradeFiles(files, { course, rules: DEFAULT_RULES });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('grading a folder', () => {
  it('finds the exports in it and leaves the rest alone', async () => {
    const { files, others } = await findExports([dir]);
    expect([files.length, others]).toEqual([6, 1]);
    await expect(findExports([join(dir, 'absent')])).rejects.toThrow('There is no');
  });

  it('works scores out from the evidence, a point a step', () => {
    expect(of('evil.json')).toMatchObject({ integrity: 'intact', score: 1 });
    expect(of('unsigned.json')).toMatchObject({ integrity: 'unsigned', score: 1 });
    expect(of('empty.json')).toMatchObject({
      integrity: 'unreadable',
      reason: 'The file is empty.',
      score: 0,
    });
  });

  it('gives nothing for verdicts that were changed', () => {
    const altered = of('altered.json');
    expect(altered).toMatchObject({ integrity: 'altered', score: 0 });
    expect(altered.flags.join()).toContain('the file says');
  });

  it('counts the newer of two exports of one learner, and shows both', () => {
    expect(of('/ada.json').superseded).toBe(true);
    expect(of('ada-later.json').superseded).toBe(false);
  });
});

it.each(['a', 'z'])('counts the copy that nobody altered, whatever it is called: %s', async (name) => {
  const folder = mkdtempSync(join(tmpdir(), 'docker-labs-copies-'));
  try {
    const text = await sealed(course);
    const [intact, altered] = [join(folder, `${name}.json`), join(folder, 'm.json')];
    writeFileSync(intact, text);
    writeFileSync(altered, text.replaceAll('"status":"pass"', '"status":"fail"'));
    const { files } = await findExports([folder]);
    const { graded } = await gradeFiles(files, { course, rules: DEFAULT_RULES });
    const [one, other] = ['m.json', `${name}.json`].map((end) =>
      graded.find(({ file }) => file.endsWith(end)),
    );
    expect(one).toMatchObject({ integrity: 'altered', superseded: true });
    expect(one?.flags.at(-1)).toBe(`another copy counts: ${intact}`);
    expect(other).toMatchObject({ integrity: 'intact', superseded: false });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('the rules of a course file', () => {
  it('take off for each day begun after deadline and grace, and weigh labs', async () => {
    const rules = rulesSchema.parse({
      formatVersion: 1,
      labs: { basic: 80 },
      deadline: '2026-11-22T12:00:00Z',
      late: { graceHours: 1, percentPerDay: 10, atMost: 50 },
    });
    const { graded } = await gradeFiles([join(dir, 'evil.json')], { course, rules });
    // 10 points a step; 26 hours late less one of grace: two days begun.
    expect(graded[0]).toMatchObject({ score: 8, maxScore: 80 });
  });
});

describe('a gradebook', () => {
  const book = (format: 'plain' | 'canvas' | 'moodle') =>
    gradebook(format, result.graded, { course, rules: DEFAULT_RULES });

  it('for Canvas begins with its columns and the points row, and finds learners by their SIS id', () => {
    const [head, points, ...rows] = book('canvas').trimEnd().split('\r\n');
    expect(head).toBe('Student,ID,SIS User ID,SIS Login ID,Section,docker-labs');
    expect(points).toMatch(/^ {4}Points Possible,,,,,\d+$/);
    expect(rows).toContain('Una,,s4,,,1');
    expect(rows).toHaveLength(4);
  });

  it('for Moodle has the id number that users are found by', () => {
    const [head, ...rows] = book('moodle').trimEnd().split('\r\n');
    expect(head).toBe('ID number,Full name,docker-labs,docker-labs feedback');
    expect(rows.find((row) => row.startsWith('s4,'))).toMatch(/^s4,Una,1,"basic 1\/8, /);
  });

  it.each(['plain', 'canvas', 'moodle'] as const)(
    'for %s is read back by a CSV parser, cell by cell',
    (format) => {
      const rows = parse(book(format), { columns: true, relax_column_count: false }) as Record<
        string,
        string
      >[];
      const evil = rows.find((row) => Object.values(row).includes('s3'));
      // The quote in front is what keeps a spreadsheet from running the cell.
      expect(Object.values(evil ?? {})).toContain(`'${EVIL}`);
      expect(rows.length).toBe(format === 'plain' ? 6 : format === 'canvas' ? 5 : 4);
    },
  );

  it('runs no formula and keeps quotes and commas inside a cell', () => {
    for (const format of ['plain', 'canvas', 'moodle'] as const) {
      expect(book(format)).toContain(`"'${EVIL.replaceAll('"', '""')}"`);
      expect(book(format)).not.toMatch(/(^|,|\n)"?=/);
    }
  });
});

describe('the class report', () => {
  it('holds no markup of a learner, and forbids whatever is not in it', () => {
    const page = reportPage({ title: 'Class', ...result, at: '2026-11-25T10:00:00.000Z' });
    expect(page).not.toContain('<img');
    expect(page).toContain('=1+1&lt;img src=x onerror=alert(1)&gt;');
    expect(page).toContain('default-src &#39;none&#39;');
    expect(page).not.toMatch(/(src|href)="https?:/);
    expect(page.match(/<article class="learner"/g)).toHaveLength(6);
  });
});
