import { pathToFileURL } from 'node:url';

/**
 * Text that leads to a file where the terminal knows links (OSC 8); a terminal that does not shows the text alone.
 *
 * @param path absolute
 */
export function fileLink(path: string, text: string): string {
  return `\u001b]8;;${pathToFileURL(path).href}\u0007${text}\u001b]8;;\u0007`;
}
