/** What the next bytes of a zstd stream are. */
type Part = 'magic' | 'skip-size' | 'descriptor' | 'header' | 'block' | 'payload';

/**
 * Follows the frames of a zstd stream (RFC 8878) without decompressing it, to refuse one whose window would
 * take more memory than allowed before anything allocates it: the size stands in every frame's header, and
 * a stream may hold many frames.
 */
export class ZstdFrames {
  #part: Part = 'magic';
  #field = Buffer.alloc(14);
  #fill = 0;
  #wanted = 4;
  #skip = 0;
  #descriptor = 0;
  #after: Part = 'magic';
  #last = false;

  /** @param maxWindow bytes */
  constructor(private readonly maxWindow: number) {}

  /** Takes the next piece; throws when a frame's window is too large or the frames make no sense. */
  check(piece: Uint8Array): void {
    let at = 0;
    while (at < piece.length) {
      if (this.#part === 'payload') {
        const skipped = Math.min(this.#skip, piece.length - at);
        this.#skip -= skipped;
        at += skipped;
        if (this.#skip === 0) this.#expect(this.#after);
        continue;
      }
      this.#field[this.#fill++] = piece[at++] as number;
      if (this.#fill === this.#wanted) this.#take();
    }
  }

  /** The stream ends; throws when that is inside a frame. */
  end(): void {
    if (this.#part !== 'magic' || this.#fill > 0) throw new Error('zstd data that breaks off');
  }

  #expect(part: Part): void {
    this.#part = part;
    this.#fill = 0;
    this.#wanted = part === 'descriptor' ? 1 : part === 'block' ? 3 : 4;
  }

  #payload(bytes: number, after: Part): void {
    if (bytes === 0) {
      this.#expect(after);
      return;
    }
    this.#part = 'payload';
    this.#skip = bytes;
    this.#after = after;
  }

  #take(): void {
    if (this.#part === 'magic') {
      const magic = this.#field.readUInt32LE(0);
      if (magic === 0xfd2fb528) this.#expect('descriptor');
      else if (magic >>> 4 === 0x184d2a5) this.#expect('skip-size');
      else throw new Error('zstd data with a damaged frame');
    } else if (this.#part === 'skip-size') this.#payload(this.#field.readUInt32LE(0), 'magic');
    else if (this.#part === 'descriptor') {
      this.#descriptor = this.#field[0] as number;
      this.#expect('header');
      this.#wanted = this.#windowBytes() + this.#dictionaryBytes() + this.#sizeBytes();
    } else if (this.#part === 'header') this.#header();
    else this.#block();
  }

  #windowBytes = () => (this.#descriptor & 0x20 ? 0 : 1);
  #dictionaryBytes = () => [0, 1, 2, 4][this.#descriptor & 3] as number;
  /** The width of the content size: absent, 1, 2, 4 or 8 bytes. */
  #sizeBytes = () => (this.#descriptor >> 6 ? 1 << (this.#descriptor >> 6) : this.#descriptor & 0x20 ? 1 : 0);

  #header(): void {
    const window = this.#windowBytes() ? this.#statedWindow() : this.#contentSize();
    if (window > this.maxWindow) throw new Error(`zstd data that needs a window of ${window} bytes`);
    this.#expect('block');
  }

  #statedWindow(): number {
    const byte = this.#field[0] as number;
    const base = 2 ** (10 + (byte >> 3));
    return base + (base / 8) * (byte & 7);
  }

  #contentSize(): number {
    const at = this.#dictionaryBytes();
    const width = this.#sizeBytes();
    if (width === 8) return this.#field.readUInt32LE(at + 4) * 2 ** 32 + this.#field.readUInt32LE(at);
    return this.#field.readUIntLE(at, width) + (width === 2 ? 256 : 0);
  }

  #block(): void {
    const header = this.#field.readUIntLE(0, 3);
    this.#last = (header & 1) === 1;
    const type = (header >> 1) & 3;
    // a run-length block holds one byte, however long it becomes
    const bytes = type === 1 ? 1 : header >> 3;
    const checksum = this.#descriptor & 4 ? 4 : 0;
    this.#payload(bytes + (this.#last ? checksum : 0), this.#last ? 'magic' : 'block');
  }
}
