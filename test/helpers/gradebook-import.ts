// Gradebook imports, by the rules that Canvas and Moodle document and follow.
import { parse } from 'csv-parse/sync';

/** Learner -> points. */
export interface Imported {
  /** Of the assignment or grade item. */
  title: string;
  /** Points that can be reached; undefined where the file cannot say. */
  points?: number;
  grades: Map<string, string>;
}

const rowsOf = (csv: string) => parse(csv, { relax_column_count: false }) as string[][];

/**
 * As Canvas imports: a header that begins with Student and ID, then SIS User ID and SIS Login ID, of which Section is the last
 * about a learner; all that follows are assignments, unless named like a total. A row that says Points Possible in its
 * first cell is about the assignments. A learner is found by ID, else by SIS User ID, else by SIS Login ID, else by name.
 *
 * @param roster SIS User ID -> name
 */
export function importCanvas(csv: string, roster: ReadonlyMap<string, string>): Imported {
  const [header = [], ...rows] = rowsOf(csv);
  if (!header[0]?.includes('Student') || !header[1]?.includes('ID')) throw new Error('Invalid header row');
  const known = header[2] === 'SIS User ID' && header[3] === 'SIS Login ID' ? 5 : 3;
  if (!header[known - 1]?.includes('Section')) throw new Error('Invalid header row');
  const totals = /(?:Current|Final) (?:Score|Points|Grade)|Override (?:Score|Grade|Status)/;
  const assignments = header.slice(known).filter((title) => !totals.test(title));
  if (assignments.length !== 1) throw new Error(`${assignments.length} assignments`);
  const [title = ''] = assignments;
  const imported: Imported = { title, grades: new Map() };
  for (const row of rows) {
    const cell = row[header.indexOf(title)] ?? '';
    if (row[0]?.includes('Points Possible')) {
      imported.points = Number(cell);
      continue;
    }
    const byName = [...roster].find(([, name]) => name === row[0])?.[0];
    const id = roster.has(row[2] ?? '') ? row[2] : byName;
    if (id !== undefined) imported.grades.set(id, cell.trim());
  }
  return imported;
}

/**
 * As Moodle imports with "ID number" mapped to useridnumber, the second-last column to a grade item, and the last to its
 * feedback: a learner who is not there ends the import; a row without an id counts for the learner before.
 */
export function importMoodle(csv: string, roster: ReadonlySet<string>): Imported {
  const [header = [], ...rows] = rowsOf(csv);
  const column = header.map((name) => name.trim()).indexOf('ID number');
  const grades = new Map<string, string>();
  let learner: string | undefined;
  for (const row of rows) {
    const id = row[column]?.trim() ?? '';
    if (id !== '' && id !== '0') learner = roster.has(id) ? id : undefined;
    if (learner === undefined) throw new Error(`User mapping error: could not find a user with ${id}`);
    const grade = row[header.length - 2]?.trim() ?? '';
    if (!Number.isFinite(Number(grade)) || Number(grade) > 100) throw new Error(`bad grade ${grade}`);
    grades.set(learner, grade);
  }
  return { title: header.at(-2) ?? '', grades };
}
