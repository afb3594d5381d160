import fc from 'fast-check';

/** How many files to try; DOCKER_LABS_FUZZ_RUNS asks for more. */
export const FUZZ_RUNS = Number(process.env.DOCKER_LABS_FUZZ_RUNS ?? 300);

const SEEDS = [
  '# syntax=docker/dockerfile:1\n# escape=`\nARG V=1\nFROM --platform=linux/amd64 a:$V AS b\nRUN x `\n  y\n',
  'FROM node:24 AS build\nWORKDIR /app\nCOPY package*.json ./\nRUN --mount=type=cache,target=/root/.npm npm ci && npm run build\nFROM scratch\nCOPY --from=build /app /app\nUSER 10001:10001\nENTRYPOINT ["/app"]\n',
  'FROM a\nRUN <<EOF <<-"B"\nfoo $A\nEOF\n\t\tbar\n\tB\nCOPY <<X /y\nz\nX\n',
  `FROM a\nENV A=1 B="x y" C='d' D=\${A:-b} E\\ F=g\nENV old value\nLABEL "c d"="e f"\nARG Q R=\${A##*/}\n`,
  'FROM node\nENV A=\x1b[31mred B=\x9b1m\nLABEL "\x1b]0;title\x07"=$A\nUSER \x1b[2J\nCMD npm start\x1b[0m\nHEALTHCHECK NONE\n',
  'FROM a\nHEALTHCHECK --interval=3s --retries=2 CMD ["a","b"]\nONBUILD RUN <<E\nq\nE\nSHELL ["a"]\nVOLUME ["/a"]\nEXPOSE 80 90/tcp\nSTOPSIGNAL 9\nMAINTAINER me\nADD a b\nCMD x\n',
];
const PIECES = [
  ...[
    '\n',
    '\\\n',
    '\\',
    '`',
    '"',
    "'",
    '$',
    '${',
    '}',
    ':-',
    '#',
    '%',
    '/',
    '<<',
    '<<-EOF',
    '\nEOF\n',
    '# escape=`\n',
  ],
  ...[
    ' ',
    '\t',
    '\r\n',
    '\v',
    '\u00a0',
    '\u0085',
    '\ufeff',
    '\0',
    '\u001b[2J',
    '\u009b31m',
    '\u202e',
    'é',
    '\ud800',
    '[',
    '["a"]',
    '[1]',
    '=',
    '--',
    '--from=',
  ],
  ...[
    '\nFROM a AS b\n',
    '\nFROM b',
    '\nRUN ',
    '\nONBUILD ',
    '\nENV ',
    '\nARG A',
    '\nCOPY --from=b a b',
    '\nUSER $A',
    '$(',
    '&&',
  ],
];

const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.nat(12),
  piece: fc.oneof(
    fc.constantFrom(...PIECES),
    fc.string({ maxLength: 8 }),
    fc.string({ unit: 'binary', maxLength: 8 }),
  ),
});
/** Dockerfiles of every kind of instruction, with up to eight pieces cut out and odd ones put in. */
export const mutatedDockerfile = fc
  .tuple(fc.constantFrom(...SEEDS), fc.array(edit, { minLength: 1, maxLength: 8 }))
  .map(([seed, edits]) =>
    edits.reduce((text, { at, cut, piece }) => {
      const index = Math.floor(at * text.length);
      return text.slice(0, index) + piece + text.slice(index + cut);
    }, seed),
  );
