import type { Readable } from 'node:stream';

/** A build context: the files a build would send, `.dockerignore` applied. */
export interface BuildContext {
  /** Absolute folder. */
  dir: string;
  /** Sorted by path. The Dockerfile itself is always sent, even when `.dockerignore` lists it. */
  files: ContextFile[];
  /** Sum of the files' sizes, bytes. */
  bytes: number;
  /** The ignore file that was used, relative to the context (`Dockerfile.x.dockerignore` wins). */
  ignoreFile?: string;
  /** Is this context path excluded by the ignore file? */
  ignores(path: string): boolean;
  /**
   * The context as a tar stream; `onSent` is told the bytes sent so far.
   *
   * @param instead another text for one of its files
   */
  tar(onSent?: (bytes: number) => void, instead?: FileText): Readable;
  /**
   * Set when COPY must not see the Dockerfile, because `.dockerignore` lists it or it lies outside of the
   * folder: its path as it is sent, to be given to the engine as the Dockerfile's. A tar hides nothing
   * from BuildKit (open-context.ts says why): it has to be served file by file then.
   */
  hiddenDockerfile?: string;
  /** SHA-256 (hex) over paths, modes and contents, and `extra` (target, build args): the image's inputs. */
  fingerprint(extra?: unknown): Promise<string>;
}

export interface FileText {
  /** Relative to the context, with `/`. */
  path: string;
  text: string;
}

export interface ContextFile {
  /** Relative to the context, with `/`. */
  path: string;
  type: 'file' | 'directory' | 'symlink';
  size: number;
  mode: number;
  linkTarget?: string;
  /** Sent because the builder reads it, but COPY must not see it: the ignored Dockerfile. */
  hidden?: true;
}
