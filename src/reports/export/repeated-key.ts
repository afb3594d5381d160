/**
 * The first key that stands twice in one object of a JSON text; `JSON.parse` would silently take the last one.
 *
 * @param text valid JSON, of any depth
 */
export function repeatedKey(text: string): string | undefined {
  // One entry a level: the keys of an object; undefined for an array.
  const levels: (Set<string> | undefined)[] = [];
  const token = /"(?:[^"\\]|\\.)*"|[{}[\]]/gs;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [found] = match;
    if (found === '{') levels.push(new Set());
    else if (found === '[') levels.push(undefined);
    else if (found === '}' || found === ']') levels.pop();
    else if (isKey(text, token.lastIndex)) {
      const keys = levels.at(-1);
      const key = JSON.parse(found) as string;
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
  }
  return undefined;
}

/** A string is a key when a colon follows it. */
function isKey(text: string, after: number): boolean {
  let index = after;
  while (' \t\r\n'.includes(text[index] ?? 'x')) index++;
  return text[index] === ':';
}
