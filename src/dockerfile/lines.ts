/** The longest line that BuildKit reads (Go's `bufio.MaxScanTokenSize`), in bytes with its line end. */
const MAX_LINE = 64 * 1024;

/** The physical lines of a file, read one by one. */
export class Lines {
  /** Without line ends, and without a byte order mark. */
  readonly all: string[];
  /** Number of lines read so far, which is the number of the line just read. */
  read = 0;
  /** True once a line was met that BuildKit will not read; nothing is read from there on. */
  tooLong = false;
  readonly #ends: string[];

  constructor(text: string) {
    const parts = text.replace(/^\ufeff/, '').split('\n');
    if (parts.at(-1) === '') parts.pop();
    const open = !text.endsWith('\n');
    this.all = parts.map(withoutReturns);
    this.#ends = parts.map((part, index) => {
      const returns = part.slice(this.all[index]?.length ?? 0);
      return returns + (open && index === parts.length - 1 ? '' : '\n');
    });
  }

  /** The next line, or undefined at the end. */
  next(): string | undefined {
    const line = this.all[this.read];
    if (line === undefined || this.tooLong) return undefined;
    if (line.length * 3 > MAX_LINE && this.#bytes() > MAX_LINE) {
      this.tooLong = true;
      return undefined;
    }
    this.read++;
    return line;
  }

  /** The line just read, with its line end as it stands in the file. */
  raw(): string {
    return (this.all[this.read - 1] ?? '') + (this.#ends[this.read - 1] ?? '');
  }

  /** A line that the end of the file cuts off needs one byte less. */
  #bytes(): number {
    const end = this.#ends[this.read] ?? '';
    return Buffer.byteLength(this.all[this.read] ?? '') + Math.max(1, end.length);
  }
}

function withoutReturns(text: string): string {
  let end = text.length;
  while (text.charAt(end - 1) === '\r') end--;
  return text.slice(0, end);
}
