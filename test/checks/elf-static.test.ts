import { describe, expect, it } from 'vitest';
import { readElf } from '../../src/checks/elf.ts';
import { judgeChanged } from '../helpers/changed-facts.ts';

interface Made {
  wide?: boolean;
  little?: boolean;
  interpreter?: string;
  /** Types of further program headers, before the interpreter's. */
  others?: number[];
}

/** The head of an ELF file (System V ABI), as far as a loader looks at it. */
function elf({ wide = true, little = true, interpreter, others = [1, 1] }: Made = {}): Buffer {
  const header = wide ? 64 : 52;
  const size = wide ? 56 : 32;
  const types = [...others, ...(interpreter === undefined ? [] : [3])];
  const text = Buffer.from(interpreter === undefined ? '' : `${interpreter}\0`);
  const bytes = Buffer.alloc(header + size * types.length + text.length);
  const u16 = (value: number, at: number) =>
    little ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at);
  const u32 = (value: number, at: number) =>
    little ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at);
  const word = (value: number, at: number) => {
    if (!wide) u32(value, at);
    else if (little) bytes.writeBigUInt64LE(BigInt(value), at);
    else bytes.writeBigUInt64BE(BigInt(value), at);
  };
  bytes.write('\x7fELF', 'latin1');
  bytes[4] = wide ? 2 : 1;
  bytes[5] = little ? 1 : 2;
  word(header, wide ? 32 : 28);
  u16(size, wide ? 54 : 42);
  u16(types.length, wide ? 56 : 44);
  types.forEach((type, index) => {
    const at = header + index * size;
    u32(type, at);
    if (type !== 3) return;
    word(header + size * types.length, at + (wide ? 8 : 4));
    word(text.length, at + (wide ? 32 : 16));
  });
  text.copy(bytes, header + size * types.length);
  return bytes;
}

describe('the header of an ELF file', () => {
  const loader = '/lib64/ld-linux-x86-64.so.2';

  it.each([
    ['64 bit, little endian', {}],
    ['64 bit, big endian (s390x)', { little: false }],
    ['32 bit, little endian (arm)', { wide: false }],
    ['32 bit, big endian', { wide: false, little: false }],
  ])('names the loader: %s', (_, made) => {
    expect(readElf(elf({ ...made, interpreter: loader }))).toEqual({ complete: true, interpreter: loader });
    expect(readElf(elf(made))).toEqual({ complete: true });
  });

  it('is not complete where it was cut off', () => {
    const whole = elf({ interpreter: loader });
    expect(readElf(whole.subarray(0, 100))).toEqual({ complete: false });
    expect(readElf(whole.subarray(0, whole.length - 4))).toEqual({ complete: false, interpreter: '?' });
  });

  it('is not there in a script, an empty file, or a file shorter than a header', () => {
    for (const text of [
      '#!/bin/sh\necho not a program at all, but text of some length here\n',
      '',
      '\x7fELF',
    ]) {
      expect(readElf(Buffer.from(text, 'latin1'))).toBeUndefined();
    }
  });

  it('never throws, whatever is in it', () => {
    const bytes = elf({ interpreter: loader });
    for (let at = 4; at < bytes.length; at += 1) {
      const spoilt = Buffer.from(bytes);
      spoilt[at] = 0xff;
      expect(() => readElf(spoilt)).not.toThrow();
    }
  });
});

describe('elf.static', () => {
  const judge = (content: Buffer | undefined, config = { entrypoint: ['/main'], cmd: [] as string[] }) =>
    judgeChanged('elf.static', {
      config,
      ...(content ? { files: { '/main': { mode: 0o755 } }, content: { '/main': content } } : {}),
    });

  it('passes for a static program', async () => {
    expect(await judge(elf())).toMatchObject({ status: 'pass', actual: '/main has no interpreter' });
    expect(await judge(elf(), { entrypoint: [], cmd: ['/main', '-v'] })).toMatchObject({ status: 'pass' });
  });

  it('fails for a dynamic one, and says whether its loader is there', async () => {
    expect((await judge(elf({ interpreter: '/lib/ld-musl-x86_64.so.1' }))).actual).toBe(
      '/main names the loader /lib/ld-musl-x86_64.so.1, which is not in the image',
    );
    expect((await judge(elf({ interpreter: '/app/server.mjs' }))).actual).toBe(
      '/main names the loader /app/server.mjs',
    );
  });

  it('fails for a script, a program that is not there, and a start by a shell or a name', async () => {
    expect((await judge(Buffer.from('#!/bin/sh\n'))).actual).toBe('/main is no ELF program');
    expect((await judge(undefined)).actual).toBe('/main is not in the image');
    expect((await judge(elf(), { entrypoint: ['main'], cmd: [] })).actual).toBe(
      'the image starts no program by an absolute path',
    );
  });
});
