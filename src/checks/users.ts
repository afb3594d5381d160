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
