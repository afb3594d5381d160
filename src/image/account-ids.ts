/** A line of passwd(5) or group(5): name -> its number. */
export function idsByName(text: string): Map<string, number> {
  const ids = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [name = '', , id = ''] = line.split(':');
    // The first line of a name counts, as for the C library.
    if (name !== '' && /^\d+$/.test(id) && !ids.has(name)) ids.set(name, Number(id));
  }
  return ids;
}
