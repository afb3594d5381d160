import { trimSpace } from './go-text.ts';
import { exposedPorts } from './ports.ts';

const SIGNALS = new Set(
  (
    'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM ' +
    'TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX'
  ).split(' '),
);

/**
 * What BuildKit says against an instruction once its words are filled in, while it builds the stage.
 *
 * @param args with variables filled in
 */
export function lateError(keyword: string, args: readonly string[]): string | undefined {
  if (keyword === 'EXPOSE') {
    for (const word of args) {
      const read = exposedPorts(word);
      if ('error' in read) return read.error;
    }
  }
  if (keyword === 'STOPSIGNAL') {
    const [signal = ''] = args;
    return isSignal(signal) ? undefined : `invalid signal: ${signal}`;
  }
  if (keyword === 'VOLUME' && args.some((path) => trimSpace(path) === '')) {
    return 'VOLUME specified can not be an empty string';
  }
  return undefined;
}

/**
 * What BuildKit says against a flag of COPY or ADD once its value is filled in.
 *
 * @param value with variables filled in
 */
export function lateFlagError(name: string, value: string): string | undefined {
  if (name === 'chmod') return isMode(value) ? undefined : 'invalid syntax';
  return name === 'checksum' ? digestError(value) : undefined;
}

/** Octal, or what `chmod` takes (`u=rwX,go=rX`: since Dockerfile 1.14). */
const isMode = (text: string) =>
  /^[0-7]+$/.test(text) || /^[ugoa]*[-+=][rwxXstugo]*(?:,[ugoa]*[-+=][rwxXstugo]*)*$/.test(text);

/** go-digest's reasons; sha384 and sha512 are read, too, though no source has them. */
function digestError(text: string): string | undefined {
  const [algorithm, hex = ''] = text.split(':', 2);
  const length = { sha256: 64, sha384: 96, sha512: 128 }[algorithm ?? ''];
  if (!text.includes(':')) return 'invalid checksum digest format';
  if (length === undefined) return 'unsupported digest algorithm';
  if (hex.length !== length) return 'invalid checksum digest length';
  return /^[a-f0-9]+$/.test(hex) ? undefined : 'invalid checksum digest format';
}

/** A name with or without `SIG`, in any case, or a number other than 0 (moby/sys/signal). */
function isSignal(text: string): boolean {
  if (/^[-+]?\d+$/.test(text)) return Number(text) !== 0;
  const name = text.toUpperCase().replace(/^SIG/, '');
  return SIGNALS.has(name) || /^(?:RTMIN\+(?:[1-9]|1[0-5])|RTMAX-(?:[1-9]|1[0-4]))$/.test(name);
}
