// string-width, loaded when a text needs it first: it makes a segmenter and three large regular expressions, for which the
// first screen has no use (src/text/string-width.ts answers for its texts).
let measure;

/** As string-width. */
export default function columns(text, options) {
  measure ??= require('string-width').default;
  return measure(text, options);
}
