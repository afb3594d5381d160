/**
 * The permission bits after `chmod`: octal, or symbolic clauses (`u+x`, `go-w`, `a=rX`).
 *
 * @returns the bits before where the text is no mode
 */
export function applyMode(change: string, before: number, directory: boolean): number {
  if (/^[0-7]{1,4}$/.test(change)) return Number.parseInt(change, 8);
  let mode = before;
  for (const clause of change.split(',')) {
    const match = /^([ugoa]*)([-+=])([rwxXst]*)$/.exec(clause);
    if (!match) return before;
    const [, who = '', sign, letters = ''] = match;
    const classes = who === '' || who.includes('a') ? 'ugo' : who;
    let bits = 0;
    let mask = 0;
    for (const [name, shift] of [
      ['u', 6],
      ['g', 3],
      ['o', 0],
    ] as const) {
      if (!classes.includes(name)) continue;
      mask |= 7 << shift;
      if (letters.includes('r')) bits |= 4 << shift;
      if (letters.includes('w')) bits |= 2 << shift;
      if (letters.includes('x') || (letters.includes('X') && (directory || (before & 0o111) !== 0)))
        bits |= 1 << shift;
    }
    if (letters.includes('s'))
      bits |= (classes.includes('u') ? 0o4000 : 0) | (classes.includes('g') ? 0o2000 : 0);
    if (letters.includes('t')) bits |= 0o1000;
    mode = sign === '+' ? mode | bits : sign === '-' ? mode & ~bits : (mode & ~mask) | bits;
  }
  return mode;
}
