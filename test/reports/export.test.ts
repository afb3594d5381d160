import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Course } from '../../src/course/types.ts';
import { readExport } from '../../src/reports/export/read.ts';
import { repeatedKey } from '../../src/reports/export/repeated-key.ts';
import { chainProblems, replay } from '../../src/reports/export/replay.ts';
import { exportSchema } from '../../src/reports/export/schema.ts';
import { sealExport } from '../../src/reports/export/sign.ts';
import { canonicalJson } from '../../src/text/canonical.ts';
import { exportOf, newKey, sealed } from '../helpers/exports.ts';
import { realCourse } from '../helpers/session.ts';

let course: Course;
let text: string;
beforeAll(async () => {
  course = await realCourse();
  text = await sealed(course, {
    rounds: [{ 'two-stages': 'fail' }, { naive: 'pass', 'two-stages': 'pass' }],
  });
});
const read = (file: string | Buffer) => readExport(Buffer.from(file));

describe('canonical JSON (RFC 8785)', () => {
  it('is the same for the same value, whatever the order of its keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(isWellFormed(value));
        const once = canonicalJson(value);
        expect(canonicalJson(reversed(JSON.parse(JSON.stringify(value))))).toBe(once);
        expect(JSON.parse(once)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('is what the RFC shows (section 3.2.3, and numbers of appendix B)', () => {
    expect(canonicalJson({ '€': 1, '\r': 2, '\ufb33': 3, '1': 4, '😀': 5, '\u0080': 6, ö: 7 })).toBe(
      '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
    );
    expect(canonicalJson([1e21, 1e-7, JSON.parse('333333333.33333329'), -0, 4.5])).toBe(
      '[1e+21,1e-7,333333333.3333333,0,4.5]',
    );
    expect(() => canonicalJson(Number.NaN)).toThrow();
    expect(() => canonicalJson('\ud800')).toThrow();
  });
});

describe('an export', () => {
  it('is by its published schema, and says who, what, how often and with which files', () => {
    const { document } = exportSchema.parse(JSON.parse(text));
    expect(document.learner).toEqual({ name: 'Ada Lovelace', id: 's1' });
    const lab = document.labs.find(({ id }) => id === 'basic');
    expect(lab?.steps.find(({ id }) => id === 'two-stages')).toMatchObject({
      status: 'pass',
      tries: 2,
      attempt: 2,
      passedAt: '2026-11-23T15:00:00.000Z',
    });
    expect(lab?.files).toMatchObject([{ path: 'Dockerfile.basic', text: 'FROM scratch\n# Ada Lovelace\n' }]);
    expect(lab?.verdicts.map(({ attempt }) => attempt)).toEqual([2]);
    expect(document.chain).toHaveLength(2);
  });

  it('that nobody touched is intact, and is its own canonical form', () => {
    expect(read(text)).toMatchObject({ integrity: 'intact', reformatted: false, altered: [] });
    expect(`${canonicalJson(JSON.parse(text))}\n`).toBe(text);
  });

  it('with any one byte changed is found', () => {
    const bytes = Buffer.from(text);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (index, change) => {
        const other = Buffer.from(bytes);
        other[index] = (other[index] ?? 0) ^ change;
        const result = readExport(other);
        expect(result.integrity === 'intact' && !result.reformatted).toBe(false);
      }),
      { numRuns: 1500 },
    );
  });

  it('with a byte more or less is found', () => {
    fc.assert(
      fc.property(fc.nat(text.length), fc.constantFrom(' ', '"', '0', ',', ''), (index, more) => {
        const other = text.slice(0, index) + more + text.slice(index + (more === '' ? 1 : 0));
        fc.pre(other !== text);
        const result = read(other);
        expect(result.integrity === 'intact' && !result.reformatted).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [
      'learner',
      (t: string) => t.replace('Ada Lovelace","', 'Eve","').replace('"name":"Ada Lovelace"', '"name":"Eve"'),
    ],
    ['labs.basic.steps[1]', (t: string) => t.replace('"tries":2', '"tries":1')],
    ['labs.basic.files[Dockerfile.basic]', (t: string) => t.replace('FROM scratch\\n', 'FROM alpine\\n')],
    ['chain', (t: string) => t.replace('"status":"fail"}', '"status":"pass"}')],
    ['signature', (t: string) => t.replace(/"publicKey":"."/, '').replace(/("value":")../, '$100')],
  ])('says where it was altered: %s', (part, change) => {
    const result = read(change(text));
    expect(result).toMatchObject({ integrity: 'altered' });
    expect('altered' in result ? result.altered : []).toContain(part);
  });

  it('without its signature is unsigned; signed anew by another key it is another workspace’s', async () => {
    const { signature: _, ...rest } = JSON.parse(text);
    expect(read(JSON.stringify(rest))).toMatchObject({ integrity: 'unsigned' });
    const other = read(await sealed(course));
    const first = read(text);
    expect('key' in other && 'key' in first && other.key !== first.key).toBe(true);
  });

  it('that another program wrote anew is intact, and that is said', () => {
    expect(read(JSON.stringify(JSON.parse(text), undefined, 2))).toMatchObject({
      integrity: 'intact',
      reformatted: true,
    });
    expect(read(`\ufeff${text}`)).toMatchObject({ integrity: 'intact', reformatted: true });
  });
});

describe('what is no export', () => {
  it.each<[string, () => string | Buffer, string]>([
    ['an empty file', () => '', 'empty'],
    ['a cut-off file', () => text.slice(0, 4000), 'no JSON'],
    ['another encoding', () => Buffer.from(text, 'utf16le'), 'UTF-8|no JSON'],
    ['bytes that are no text', () => Buffer.from([0xff, 0xfe, 0x80]), 'UTF-8'],
    ['deep nesting', () => `${'['.repeat(300_000)}${']'.repeat(300_000)}`, 'no export'],
    [
      'deep nesting inside',
      () => text.replace('"text":"', `"x":${'['.repeat(90_000)}${']'.repeat(90_000)},"text":"`),
      'no whole export',
    ],
    ['__proto__', () => '{"__proto__":{"document":{}}}', 'no export'],
    [
      '__proto__ in a document',
      () => text.replace('{"document":{', '{"document":{"__proto__":{"a":1},'),
      'no whole export',
    ],
    [
      'another format',
      () => text.replace('"formatVersion":1,"signature"', '"formatVersion":2,"signature"'),
      'format 2',
    ],
    ['a key twice', () => text.replace('"learner":{', '"learner":{"name":"Eve",'), '"name" stands twice'],
    ['something else', () => '{"name":"x"}', 'no export'],
    ['null', () => 'null', 'no export'],
  ])('%s has one line that says why', (_, file, why) => {
    const result = read(file());
    expect(result).toMatchObject({ integrity: 'unreadable' });
    const reason = 'reason' in result ? result.reason : '';
    expect(reason).toMatch(new RegExp(why));
    expect(reason).not.toContain('\n');
    expect(({} as { a?: number }).a).toBeUndefined();
  });

  it('never throws, whatever the bytes and whatever is exchanged in a real one', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void readExport(Buffer.from(bytes))));
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(40), (value, at) => {
        const document = JSON.parse(text);
        exchange(document, at, value);
        readExport(Buffer.from(JSON.stringify(document)));
      }),
    );
  });

  it('finds a repeated key at any depth, and none where keys only look alike', () => {
    expect(repeatedKey('{"a":[{"b":1,"\\u0062":2}]}')).toBe('b');
    expect(repeatedKey('{"a":{"a":"a"},"b":["a","a"],"c":"{\\"a\\":1}"}')).toBeUndefined();
  });
});

describe('working steps out from the chain', () => {
  it('takes no step for done whose attempt lacks a check of the course', async () => {
    const { chain } = await exportOf(course);
    expect(replay(chain, course).get('basic')?.get('two-stages')?.status).toBe('pass');
    chain[0]?.steps[0]?.checks.pop();
    expect(replay(chain, course).get('basic')?.get('two-stages')).toBeUndefined();
  });

  it('knows practised from measured, and since when a step holds', async () => {
    const practised = await exportOf(course, { practice: true });
    expect(replay(practised.chain, course).get('basic')?.get('two-stages')?.status).toBe('practised');
    const rounds = (['pass', 'fail', 'pass', 'pass'] as const).map((status) => ({ 'two-stages': status }));
    const { chain } = await exportOf(course, { rounds });
    expect(replay(chain, course).get('basic')?.get('two-stages')).toMatchObject({
      status: 'pass',
      passedAt: '2026-11-23T16:00:00.000Z',
    });
  });

  it('says where a chain does not hold together', async () => {
    const { chain } = await exportOf(course, {
      rounds: [{ naive: 'pass' }, { naive: 'pass' }, { naive: 'pass' }],
    });
    expect(chainProblems(chain)).toEqual([]);
    expect(chainProblems(chain.slice(1))).toEqual([]); // old attempts are dropped
    expect(chainProblems(chain.toSpliced(1, 1))).toEqual(['chain: attempt 3 does not follow attempt 1']);
  });

  it('finds that in a file, by the attempts as they stand there', async () => {
    const rounds = [{ naive: 'pass' as const }, { naive: 'pass' as const }, { naive: 'pass' as const }];
    // A text of the learner's own may look like an attempt.
    const document = await exportOf(course, { rounds, name: 'Ada ,{"asked":true' });
    const problems = (chain: typeof document.chain) => {
      const found = read(sealExport({ ...document, chain }, newKey()));
      if (found.integrity !== 'intact') throw new Error(found.integrity);
      expect(found.attempts?.map((one) => JSON.parse(one))).toEqual(chain.slice(0, -1));
      return chainProblems(found.document.chain, found.attempts);
    };
    expect(problems(document.chain)).toEqual([]);
    expect(problems(document.chain.toSpliced(1, 1))).toEqual(['chain: attempt 3 does not follow attempt 1']);
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, one]) => [key, reversed(one)]),
  );
}

function isWellFormed(value: unknown): boolean {
  return (
    JSON.stringify(value).toWellFormed() === JSON.stringify(value) &&
    !/\\ud[89a-f]/.test(JSON.stringify(value))
  );
}

/** Puts a value in place of the n-th inner one. */
function exchange(root: unknown, at: number, value: unknown): void {
  let left = at;
  const visit = (node: unknown): boolean => {
    if (typeof node !== 'object' || node === null) return false;
    for (const key of Object.keys(node)) {
      if (left-- === 0) {
        (node as Record<string, unknown>)[key] = value;
        return true;
      }
      if (visit((node as Record<string, unknown>)[key])) return true;
    }
    return false;
  };
  visit(root);
}
