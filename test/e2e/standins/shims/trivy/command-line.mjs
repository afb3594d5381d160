import { parseArgs } from 'node:util';

export const VERSION = '0.69.3';
export const SEVERITIES = ['UNKNOWN', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'];
const FORMATS = ['table', 'json'];

const text = { type: 'string' };
const flag = { type: 'boolean' };
const OPTIONS = {
  'exit-code': text,
  'exit-on-eol': text,
  severity: { ...text, short: 's' },
  format: { ...text, short: 'f' },
  output: { ...text, short: 'o' },
  input: text,
  'ignore-unfixed': flag,
  'download-db-only': flag,
  quiet: { ...flag, short: 'q' },
  version: { ...flag, short: 'v' },
  // Taken, and of no consequence here.
  'no-progress': flag,
  debug: { ...flag, short: 'd' },
  'skip-db-update': flag,
  'skip-java-db-update': flag,
  'skip-check-update': flag,
  'list-all-pkgs': flag,
  'cache-dir': text,
  'db-repository': text,
  'image-src': text,
  ignorefile: text,
  'pkg-types': text,
  scanners: text,
  timeout: text,
};

/** What the words after `trivy` ask for. Throws with Trivy's words for what it does not understand. */
export function parse(argv) {
  const { values, positionals } = read(argv);
  const [command, target, more] = positionals;
  if (!values.version) {
    if (command === undefined) throw new Error('a command is needed: trivy image IMAGE');
    if (command !== 'image' && command !== 'i') throw new Error(`unknown command "${command}" for "trivy"`);
    const named = target !== undefined || values.input !== undefined || values['download-db-only'];
    if (!named || more !== undefined) {
      throw new Error('`image` command takes exactly one argument or `--input` option');
    }
  }
  const number = (name) => {
    const value = Number(values[name] ?? 0);
    if (Number.isInteger(value)) return value;
    throw new Error(
      `invalid argument "${values[name]}" for "--${name}" flag: strconv.ParseInt: invalid syntax`,
    );
  };
  return {
    target,
    input: values.input,
    output: values.output,
    format: oneOf(FORMATS, values.format ?? 'table', '--format'),
    severities: (values.severity ?? SEVERITIES.join(','))
      .split(',')
      .map((each) => oneOf(SEVERITIES, each, '--severity')),
    exitCode: number('exit-code'),
    exitOnEol: number('exit-on-eol'),
    ignoreUnfixed: values['ignore-unfixed'] === true,
    downloadDbOnly: values['download-db-only'] === true,
    quiet: values.quiet === true,
    version: values.version === true,
  };
}

function read(argv) {
  try {
    return parseArgs({ args: argv, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const [, name] = /Unknown option '([^']+)'/.exec(error.message) ?? [];
    throw new Error(name ? `unknown flag: ${name}` : error.message);
  }
}

function oneOf(known, value, flagName) {
  if (known.includes(value)) return value;
  throw new Error(
    `flag error: invalid argument "${value}" for "${flagName}" flag: must be one of ["${known.join('" "')}"]`,
  );
}
