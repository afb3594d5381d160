/** What the header of an ELF file says (System V ABI, chapters 4 and 5). */
export interface ElfHeader {
  /** The loader that it names (PT_INTERP); undefined for a static program. */
  interpreter?: string;
  /** False when the program headers lie beyond what was read. */
  complete: boolean;
}

const PT_INTERP = 3;

/**
 * Reads the program headers of an ELF file, 32 or 64 bit, either byte order.
 *
 * @param head the file's first bytes
 * @returns undefined for what is no ELF file
 */
export function readElf(head: Buffer): ElfHeader | undefined {
  if (head.length < 52 || head.readUInt32BE(0) !== 0x7f454c46) return undefined;
  const wide = head[4] === 2;
  const little = head[5] === 1;
  if (wide && head.length < 64) return undefined;
  const u16 = (at: number) => (little ? head.readUInt16LE(at) : head.readUInt16BE(at));
  const u32 = (at: number) => (little ? head.readUInt32LE(at) : head.readUInt32BE(at));
  const word = (at: number) =>
    wide ? Number(little ? head.readBigUInt64LE(at) : head.readBigUInt64BE(at)) : u32(at);
  const table = word(wide ? 32 : 28);
  const entrySize = u16(wide ? 54 : 42);
  const count = u16(wide ? 56 : 44);
  if (entrySize < (wide ? 56 : 32) || table + entrySize * count > head.length)
    return { complete: count === 0 };
  for (let index = 0; index < count; index += 1) {
    const at = table + index * entrySize;
    if (u32(at) !== PT_INTERP) continue;
    const offset = word(at + (wide ? 8 : 4));
    const size = word(at + (wide ? 32 : 16));
    if (offset + size > head.length) return { complete: false, interpreter: '?' };
    const interpreter = head
      .subarray(offset, offset + size)
      .toString('latin1')
      .replace(/\0.*$/s, '');
    return { complete: true, interpreter };
  }
  return { complete: true };
}
