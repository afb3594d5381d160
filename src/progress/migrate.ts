/** The format that this docker-labs writes. */
export const FORMAT_VERSION = 1;

/** A progress file's JSON object, of whatever format. */
export type Document = Record<string, unknown>;

/** Format -> how a document of it becomes one of the next format. A new format adds a line here. */
const MIGRATIONS: Record<number, (document: Document) => Document> = {
  /** Before formats were numbered: the same names, of which any may be missing. */
  0: (document) => ({
    createdAt: document.updatedAt ?? new Date(0).toISOString(),
    updatedAt: new Date(0).toISOString(),
    course: { id: '', version: '' },
    sizes: {},
    ...document,
    labs: eachOf(document.labs, (steps) => eachOf(steps, (record) => ({ ...OPEN, ...object(record) }))),
  }),
};

/** A step of which nothing is recorded yet. */
const OPEN = { status: 'open', tries: 0, hintsSeen: 0, solutionSeen: false, seconds: 0, verdicts: [] };

/** @returns the document's format; 0 for an object without a number, undefined for what is no progress at all */
export function formatOf(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { formatVersion = 'labs' in value ? 0 : undefined } = value as { formatVersion?: unknown };
  return typeof formatVersion === 'number' ? formatVersion : undefined;
}

/** Brings a document to the present format, format by format. What is wrong with it stays wrong. */
export function migrate(document: Document, from: number): Document {
  let now = document;
  for (let format = from; format < FORMAT_VERSION; format++) {
    now = { ...(MIGRATIONS[format]?.(now) ?? now), formatVersion: format + 1 };
  }
  return now;
}

const object = (value: unknown): Document => (typeof value === 'object' && value ? (value as Document) : {});

function eachOf(value: unknown, change: (value: unknown) => unknown): Document {
  return Object.fromEntries(Object.entries(object(value)).map(([key, one]) => [key, change(one)]));
}
