/** Linux refuses longer paths (PATH_MAX), so no image that runs has one. */
export const MAX_PATH = 4096;

// What `sanitise` would drop: controls, C1, direction overrides, invisible marks.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/;
const ALL_UNPRINTABLE = new RegExp(UNPRINTABLE.source, 'g');

/**
 * A file name from an image, safe to show and to compare: whatever a terminal would not print becomes
 * U+FFFD. It is replaced, not dropped, so that a crafted name never equals a well-known one.
 */
export function safeName(name: string): string {
  return UNPRINTABLE.test(name) ? name.replace(ALL_UNPRINTABLE, '\ufffd') : name;
}

/**
 * A path of an archive as an absolute path inside the image, as `chroot` would see it: `./usr//bin/`,
 * `usr/bin` and `../usr/bin` are all `/usr/bin`.
 */
export function absolutePath(name: string): string {
  const safe = safeName(name);
  if (isPlain(safe)) return `/${safe}`;
  const parts: string[] = [];
  for (const part of safe.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** The usual case needs no splitting: a relative path without empty, `.` or `..` parts. */
function isPlain(name: string): boolean {
  return (
    name.length > 0 &&
    name.charCodeAt(0) !== 47 &&
    name.charCodeAt(name.length - 1) !== 47 &&
    !/(?:^|\/)\.{0,2}(?:\/|$)/.test(name)
  );
}
