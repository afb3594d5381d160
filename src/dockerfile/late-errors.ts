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

/** A name with or without `SIG`, in any case, or a number other than 0 (moby/sys/signal). */
function isSignal(text: string): boolean {
  if (/^[-+]?\d+$/.test(text)) return Number(text) !== 0;
  const name = text.toUpperCase().replace(/^SIG/, '');
  return SIGNALS.has(name) || /^(?:RTMIN\+(?:[1-9]|1[0-5])|RTMAX-(?:[1-9]|1[0-4]))$/.test(name);
}
