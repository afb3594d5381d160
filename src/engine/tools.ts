/** What is done with images that others made: programs that live in one (scanners), names, registries. */
export interface EngineTools {
  /**
   * Gets an image from its registry, with the reader's own login where there is one.
   *
   * @param onProgress a line for people, now and then
   * @throws EngineError `engine-failed` with the registry's words
   */
  pull(ref: string, onProgress: (line: string) => void, signal?: AbortSignal): Promise<void>;
  /**
   * A network that leads nowhere: no way out of it, and no port of it is published. Its containers are reached by
   * their address, from the engine's own machine only. Made if need be.
   *
   * @returns its name
   */
  closedNetwork(): Promise<string>;
  /** Gives an image one more name. */
  tag(ref: string, name: string): Promise<void>;
  /**
   * Runs it, waits for its end, and removes the container whatever happens.
   *
   * @throws EngineError when the container cannot be made or started; a program that fails is a result
   */
  run(spec: ToolSpec, options?: ToolOptions): Promise<ToolResult>;
}

export interface ToolSpec {
  image: string;
  command: string[];
  /** A socket of the engine's machine, seen as `/var/run/docker.sock`. It must be there already. */
  socket?: string;
  /** Volume name -> path. Made if need be, labelled as ours, and kept for the next run. */
  volumes?: Record<string, string>;
  /** Files of this machine, copied to `/NAME` in the container before it starts. */
  copyIn?: Record<string, string>;
}

export interface ToolOptions {
  /** Each line of stderr as it comes, sanitised. */
  onStderr?: (line: string) => void;
  /** Characters of stdout that are kept at most; more is an error. */
  maxOutput?: number;
  signal?: AbortSignal;
}

/** What it said. `stdout` is as it came: whoever reads it sanitises. */
export interface ToolResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}
