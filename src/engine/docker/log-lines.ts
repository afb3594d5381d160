import { StringDecoder } from 'node:string_decoder';
import { sanitise } from '../../text/sanitise.ts';

/** Characters of a line that may wait for its end. */
const MAX_PENDING = 8_192;

/**
 * The output of one build step as whole, sanitised lines: pieces come cut anywhere, also in the middle of a
 * character or of an escape sequence. A line that a progress bar overwrote (CR) keeps its last state only.
 */
export class LogLines {
  private readonly decoder = new StringDecoder('utf8');
  private pending = '';

  push(bytes: Buffer): string[] {
    const lines = (this.pending + this.decoder.write(bytes)).split('\n');
    this.pending = lines.pop() ?? '';
    if (this.pending.length > MAX_PENDING) {
      lines.push(this.pending);
      this.pending = '';
    }
    return lines.map(clean);
  }

  /** What is left without a line end. */
  flush(): string[] {
    const rest = this.pending + this.decoder.end();
    this.pending = '';
    return rest === '' ? [] : [clean(rest)];
  }
}

function clean(line: string): string {
  const states = line.replace(/\r+$/, '').split('\r');
  return sanitise(states.at(-1) ?? '');
}
