/** `user[:group]` as Docker splits it. */
export function splitUser(value: string): { user: string; group: string | undefined } {
  const [user = '', group] = value.trim().split(':', 2);
  return { user, group };
}

/** Docker reads a number as Go's strconv.Atoi does: `00`, `+0` and `-0` are 0, too. */
export function numericId(text: string): number | undefined {
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

/** Is this user root by its name or number? Nobody said means root. */
export function isRoot(value: string): boolean {
  const { user } = splitUser(value);
  return user === '' || user === 'root' || numericId(user) === 0;
}

/** A line of passwd or group: name -> its number. */
export function idsByName(text: string): Map<string, number> {
  const ids = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [name = '', , id = ''] = line.split(':');
    // The first line of a name counts, as for the C library.
    if (name !== '' && /^\d+$/.test(id) && !ids.has(name)) ids.set(name, Number(id));
  }
  return ids;
}
