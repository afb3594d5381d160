/** What can be written to a stream: colour or not, UTF-8 or ASCII, and how wide. */
export interface Capabilities {
  color: boolean;
  ascii: boolean;
  /** Columns to stay within. */
  width: number;
}

/**
 * From the conventions: `NO_COLOR`, `FORCE_COLOR`, `TERM=dumb`, `--no-color`, the locale's character set, and our
 * own `DOCKER_LABS_ASCII=1`.
 *
 * @param options.color false when the reader asked for none
 */
export function capabilities(
  stream: { isTTY?: boolean; columns?: number },
  options: { color?: boolean; env?: NodeJS.ProcessEnv } = {},
): Capabilities {
  const env = options.env ?? process.env;
  const wanted = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0';
  const refused = options.color === false || (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb';
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || 'C.UTF-8';
  return {
    color: !refused && (wanted || stream.isTTY === true),
    ascii: env.DOCKER_LABS_ASCII === '1' || !/utf-?8/i.test(locale),
    width: stream.columns ?? 80,
  };
}
