/** BuildKit offers a word when fewer than three letters differ. */
const TOO_FAR = 3;

/**
 * BuildKit's ` (did you mean …?)`, or nothing when no option is near enough or `value` is one itself.
 *
 * @param options the words that would do; ignoring case, the answer takes over the case of `value`
 */
export function didYouMean(value: string, options: readonly string[], caseSensitive: boolean): string {
  const wanted = caseSensitive ? value : value.toLowerCase();
  let best: string | undefined;
  let nearest = TOO_FAR;
  for (const one of options) {
    const option = caseSensitive ? one : one.toLowerCase();
    if (option === wanted) return '';
    const distance = editDistance(wanted, option, nearest);
    if (distance < nearest) {
      nearest = distance;
      best = option;
    }
  }
  if (best === undefined) return '';
  const shown =
    !caseSensitive && value === value.toUpperCase() && value !== wanted ? best.toUpperCase() : best;
  return ` (did you mean ${shown}?)`;
}

/** Levenshtein's distance; gives up with `limit` as soon as the lengths alone make it at least that. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same));
    }
    row = next;
  }
  return row[b.length] ?? limit;
}
