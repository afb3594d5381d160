/**
 * One line of comma-separated values as Go's `encoding/csv` reads it: a field in double quotes may hold commas,
 * `""` in it is a quote.
 */
export function csvFields(line: string): { fields: string[] } | { error: string } {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (line.charAt(at) === '"') {
      const quoted = /^"((?:[^"]|"")*)"(?=,|$)/.exec(line.slice(at));
      if (!quoted)
        return { error: `parse error on line 1, column ${at + 1}: extraneous or missing " in quoted-field` };
      fields.push((quoted[1] ?? '').replaceAll('""', '"'));
      at += quoted[0].length;
    } else {
      const comma = line.indexOf(',', at);
      const end = comma < 0 ? line.length : comma;
      const field = line.slice(at, end);
      const bare = field.indexOf('"');
      if (bare >= 0)
        return { error: `parse error on line 1, column ${at + bare + 1}: bare " in non-quoted-field` };
      fields.push(field);
      at = end;
    }
    if (at >= line.length) return { fields };
    at++;
  }
}
