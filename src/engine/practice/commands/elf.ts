const HEADER = 64;
const PROGRAM_HEADER = 56;
const PT_LOAD = 1;
const PT_INTERP = 3;

/**
 * The ELF header that Go's linker gives a program: 64 bit, little endian, one loaded segment, and for a
 * dynamic one the interpreter's segment. (elf(5).) It stands for the program's content in predictions.
 */
export function elfHeader(architecture: string, isStatic: boolean): Buffer {
  const segments = isStatic ? [PT_LOAD] : [PT_INTERP, PT_LOAD];
  const interpreter = Buffer.from('/lib64/ld-linux-x86-64.so.2\0');
  const data = HEADER + segments.length * PROGRAM_HEADER;
  const bytes = Buffer.alloc(data + interpreter.length);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]);
  bytes.writeUInt16LE(2, 16); // ET_EXEC
  bytes.writeUInt16LE(architecture === 'arm64' ? 183 : 62, 18);
  bytes.writeUInt32LE(1, 20);
  bytes.writeBigUInt64LE(BigInt(HEADER), 32); // program headers follow
  bytes.writeUInt16LE(HEADER, 52);
  bytes.writeUInt16LE(PROGRAM_HEADER, 54);
  bytes.writeUInt16LE(segments.length, 56);
  segments.forEach((type, index) => {
    const at = HEADER + index * PROGRAM_HEADER;
    bytes.writeUInt32LE(type, at);
    bytes.writeUInt32LE(5, at + 4);
    bytes.writeBigUInt64LE(BigInt(type === PT_INTERP ? data : 0), at + 8);
    bytes.writeBigUInt64LE(BigInt(type === PT_INTERP ? interpreter.length : data), at + 32);
    bytes.writeBigUInt64LE(BigInt(type === PT_INTERP ? interpreter.length : data), at + 40);
  });
  if (!isStatic) interpreter.copy(bytes, data);
  return bytes;
}
