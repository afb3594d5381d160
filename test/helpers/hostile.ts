import fc from 'fast-check';

/**
 * How many cases a fuzz test tries.
 * @param fixed in an ordinary run; `npm run fuzz` asks for 10,000 and more
 */
export const fuzzRuns = (fixed: number): number => Number(process.env.DOCKER_LABS_FUZZ_RUNS ?? fixed);

/** Milliseconds for so many cases, on a busy machine. */
export const fuzzTimeout = (fixed: number): number => 60_000 + fuzzRuns(fixed) * 60;

/** What names, labels, logs and file names may hold to do harm where they are shown. */
const PIECES = [
  ...['\u001b[31m', '\u001b]0;title\u0007', '\u001b]8;;http://x\u001b\\', '\u001bP1;2q\u001b\\', '\u001b[2J'],
  ...['\u001b', '\u009b31m', '\u009d0;x\u009c', '\u0000', '\u0007', '\b', '\u007f', '\r', '\r\n', '\n', '\t'],
  ...['\u202e', '\u2066', '\u200b', '\u2028', '\ufeff', '\ud800', '\udc00', '\u0300'.repeat(40)],
  ...[
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '&lt;',
    ']]>',
    '<!--',
    "' onload='",
    '&#x1b;',
  ],
  ...['=1+1', '+cmd|/C calc', '-2+3', '@SUM(A1)', ';', '"', '""', ','],
  ...[
    '../../etc/passwd',
    '/etc/passwd',
    'C:\\x',
    '\\\\server\\x',
    '$(touch x)',
    '`id`',
    '%1b[31m',
    '{{base.x}}',
  ],
  ...[
    '# ',
    '```\n',
    '| a | b |\n|---|---|\n',
    '* ',
    '> ',
    '![x](y)',
    '[a](javascript:x)',
    '<b>',
    '    code\n',
  ],
];

/** Text of such pieces among ordinary and random characters. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(...PIECES),
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.string({ maxLength: 8 }),
    ),
    {
      maxLength: 7,
    },
  )
  .map((parts) => parts.join(''));

/** No terminal obeys any of it: no control character but the line feed, nothing that turns or hides text. */
export const UNPRINTABLE =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/;

/** Every string in a value, keys included. */
export function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (value instanceof Map || value instanceof Set) yield* stringsIn([...value]);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, one] of Object.entries(value)) {
      if (!Array.isArray(value)) yield key;
      yield* stringsIn(one);
    }
  }
}

/** A JSON document with some of its strings, and a few keys, replaced by hostile ones. */
export function spoiledJson(document: unknown): fc.Arbitrary<unknown> {
  return fc
    .record({
      texts: fc.array(hostileText, { minLength: 1, maxLength: 12 }),
      rate: fc.integer({ min: 1, max: 9 }),
    })
    .map(({ texts, rate }) => {
      let at = 0;
      const next = () => texts[at++ % texts.length] as string;
      const spoil = (value: unknown): unknown => {
        if (typeof value === 'string') return at++ % rate === 0 ? next() : value;
        if (Array.isArray(value)) return value.map(spoil);
        if (typeof value !== 'object' || value === null) return value;
        return Object.fromEntries(
          Object.entries(value).map(([key, one]) => [at % 17 === 16 ? next() : key, spoil(one)]),
        );
      };
      return spoil(document);
    });
}
