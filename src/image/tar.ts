import type { Readable } from 'node:stream';
import { type LabError, LearnerError } from '../errors.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import { ImageFilesCollector } from './files.ts';
import { BLOCK, decodeHeader, decodePax, fileType, isZeroBlock, type TarOverrides } from './tar-header.ts';
import { absolutePath, MAX_PATH, safeName } from './tar-path.ts';
import type { FileEntry, ImageFiles, KeepContent } from './types.ts';

/** Takes the content of one entry, in pieces that are only valid during the call. */
export interface ContentSink {
  data(piece: Buffer): void;
  /** The entry is complete. */
  end(): void;
}

/** What a damaged or hostile archive may cost at most. */
export interface TarLimits {
  maxEntries: number;
  /** Bytes of a PAX header or long name. */
  maxExtension: number;
}

const LIMITS: TarLimits = { maxEntries: 1_000_000, maxExtension: 1024 * 1024 };

/** Makes the error for a damaged archive, from what is wrong with it. */
export type Complaint = (problem: string) => LabError;

/** The archive is a file of the reader's. */
export function badArchive(name: string): Complaint {
  return (problem) =>
    new LearnerError(
      'bad-file',
      `${safeName(name)} is not a usable archive: it holds ${sanitiseLine(problem)}.`,
      'Make it again, for example with: docker save -o image.tar IMAGE.',
    );
}

/**
 * Walks a tar archive that is pushed in as chunks of any size: one pass, no copies, memory bounded by
 * one header. Pushing instead of pulling lets an archive inside an archive (a layer inside a saved image)
 * be walked on the very same chunks.
 */
export class TarWalker {
  #head = Buffer.alloc(BLOCK);
  #headFill = 0;
  #bodyLeft = 0;
  #padding = 0;
  #sink: ContentSink | undefined;
  #extension: { flag: string; pieces: Buffer[] } | undefined;
  #next: TarOverrides = {};
  #entries = 0;
  #zeroBlocks = 0;
  #moreSparse = false;

  /**
   * @param onEntry is told each entry, and answers with who takes its content (nobody: it is skipped)
   * @param complain makes the error that `write` and `end` throw on a damaged archive
   */
  constructor(
    private readonly onEntry: (entry: FileEntry) => ContentSink | undefined,
    private readonly complain: Complaint,
    private readonly limits: TarLimits = LIMITS,
  ) {}

  /** Takes the next piece of the archive. What follows the archive's end is ignored. */
  write(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length && this.#zeroBlocks < 2) {
      if (this.#bodyLeft > 0 && !this.#moreSparse) at += this.#takeBody(chunk, at);
      else if (this.#padding > 0 && this.#bodyLeft === 0) {
        const skipped = Math.min(this.#padding, chunk.length - at);
        this.#padding -= skipped;
        at += skipped;
      } else at += this.#takeHeader(chunk, at);
    }
  }

  /**
   * The archive's bytes are all there.
   *
   * @throws the complaint when it breaks off inside an entry or a header
   */
  end(): void {
    if (
      this.#bodyLeft > 0 ||
      this.#padding > 0 ||
      this.#headFill > 0 ||
      this.#extension ||
      this.#moreSparse
    ) {
      throw this.complain('an entry that breaks off (the archive is truncated)');
    }
  }

  #takeBody(chunk: Buffer, at: number): number {
    const length = Math.min(this.#bodyLeft, chunk.length - at);
    if (this.#extension) this.#extension.pieces.push(Buffer.from(chunk.subarray(at, at + length)));
    else if (this.#sink) this.#sink.data(chunk.subarray(at, at + length));
    this.#bodyLeft -= length;
    if (this.#bodyLeft === 0) this.#endBody();
    return length;
  }

  #endBody(): void {
    const extension = this.#extension;
    this.#extension = undefined;
    if (extension) this.#takeExtension(extension.flag, Buffer.concat(extension.pieces));
    const sink = this.#sink;
    this.#sink = undefined;
    sink?.end();
  }

  #takeHeader(chunk: Buffer, at: number): number {
    const available = chunk.length - at;
    if (this.#headFill === 0 && available >= BLOCK) {
      this.#header(chunk, at);
      return BLOCK;
    }
    const taken = Math.min(BLOCK - this.#headFill, available);
    chunk.copy(this.#head, this.#headFill, at, at + taken);
    this.#headFill += taken;
    if (this.#headFill === BLOCK) {
      this.#headFill = 0;
      this.#header(this.#head, 0);
    }
    return taken;
  }

  #header(block: Buffer, at: number): void {
    if (this.#moreSparse) {
      this.#moreSparse = block[at + 504] === 1;
      return;
    }
    if (isZeroBlock(block, at)) {
      this.#zeroBlocks++;
      return;
    }
    if (this.#zeroBlocks > 0) throw this.complain('more headers after its end mark');
    const header = this.#guard(() => decodeHeader(block, at));
    this.#padding = (BLOCK - (header.size % BLOCK)) % BLOCK;
    if ('xgLK'.includes(header.flag)) {
      if (header.size > this.limits.maxExtension) throw this.complain('an extended header of absurd length');
      this.#extension = { flag: header.flag, pieces: [] };
      this.#bodyLeft = header.size;
      if (header.size === 0) this.#endBody();
      return;
    }
    const next = this.#next;
    this.#next = {};
    const name = next.name ?? header.name;
    const linkName = next.linkName ?? header.linkName;
    const type = fileType(header.flag, name);
    // only files have content, whatever the size field of a link or a folder says
    const size = type === 'file' || type === 'other' ? (next.size ?? header.size) : 0;
    this.#padding = (BLOCK - (size % BLOCK)) % BLOCK;
    this.#bodyLeft = size;
    this.#moreSparse = header.flag === 'S' && block[at + 482] === 1;
    this.#announce(name, linkName, {
      path: '',
      type,
      size,
      mode: header.mode,
      uid: next.uid ?? header.uid,
      gid: next.gid ?? header.gid,
    });
  }

  #announce(name: string, linkName: string, entry: FileEntry): void {
    if (++this.#entries > this.limits.maxEntries) {
      throw this.complain(`more than ${this.limits.maxEntries} entries`);
    }
    if (name.length > MAX_PATH || linkName.length > MAX_PATH) throw this.complain('a path of absurd length');
    entry.path = absolutePath(name);
    if (entry.type === 'symlink') entry.linkTarget = safeName(linkName);
    // a hard link names its target from the archive's root
    if (entry.type === 'hardlink') entry.linkTarget = absolutePath(linkName);
    this.#sink = this.onEntry(entry);
    if (this.#bodyLeft === 0) this.#endBody();
  }

  #takeExtension(flag: string, body: Buffer): void {
    if (flag === 'x')
      Object.assign(
        this.#next,
        this.#guard(() => decodePax(body)),
      );
    // a GNU long name ends with NUL
    else if (flag === 'L') this.#next.name = body.toString('utf8').replace(/\0[\s\S]*$/, '');
    else if (flag === 'K') this.#next.linkName = body.toString('utf8').replace(/\0[\s\S]*$/, '');
  }

  #guard<T>(decode: () => T): T {
    try {
      return decode();
    } catch (error) {
      throw this.complain((error as Error).message);
    }
  }
}

/**
 * Pushes a stream into a walker to its end.
 *
 * @throws the walker's complaint, or the stream's own error
 */
async function walkTar(stream: Readable, walker: TarWalker): Promise<void> {
  for await (const chunk of stream) walker.write(chunk as Buffer);
  walker.end();
}

export interface FilesOptions {
  /** Makes the error when the archive is damaged. */
  complain?: Complaint;
  /**
   * Opens the same archive once more: taken when a wanted path (`keep.paths`) turns out to be a link, whose
   * target had gone by without its content being kept.
   */
  again?: () => Promise<Readable>;
}

/**
 * The file system in a tar archive, such as a container's export.
 *
 * @param keep says how many bytes of a file's content to keep
 */
export async function filesFromTar(
  stream: Readable,
  keep: KeepContent,
  options: FilesOptions = {},
): Promise<ImageFiles> {
  const complain = options.complain ?? badArchive('The archive');
  const collector = new ImageFilesCollector(keep);
  await walkTar(stream, new TarWalker((entry) => collector.take(entry), complain));
  const missed = collector.missed();
  if (missed.size > 0 && options.again) {
    const second = new ImageFilesCollector((entry) => Math.max(keep(entry), missed.get(entry.path) ?? 0));
    await walkTar(await options.again(), new TarWalker((entry) => second.take(entry), complain));
    return second.files();
  }
  return collector.files();
}
