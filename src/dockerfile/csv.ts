type Result = { fields: string[] } | { error: string };

/**
 * One line of comma-separated values as Go's `encoding/csv` reads it: a field in double quotes may hold commas,
 * `""` in it is a quote. The reasons for a refusal are Go's.
 */
export function csvFields(text: string): Result {
  const line = text.replace(/\r?\n$/, '');
  if (line === '') return { error: 'EOF' };
  const fields: string[] = [];
  for (let at = 0; ; at++) {
    if (line.charAt(at) === '"') {
      const quoted = quotedField(line, at + 1);
      if ('wrong' in quoted) return fault(quoted.wrong, 'extraneous or missing " in quoted-field');
      fields.push(quoted.field);
      at = quoted.end;
      if (at === line.length) return { fields };
      continue;
    }
    const comma = line.indexOf(',', at);
    const field = line.slice(at, comma < 0 ? line.length : comma);
    const bare = field.indexOf('"');
    if (bare >= 0) return fault(at + bare, 'bare " in non-quoted-field');
    fields.push(field);
    if (comma < 0) return { fields };
    at = comma;
  }
}

/** A field behind its opening quote; `end` is the index of the comma, or of the end of the line. */
function quotedField(line: string, start: number): { field: string; end: number } | { wrong: number } {
  let field = '';
  for (let at = start; ; at += 2) {
    const mark = line.indexOf('"', at);
    if (mark < 0) return { wrong: at };
    field += line.slice(at, mark);
    const next = line.charAt(mark + 1);
    if (next === ',' || next === '') return { field, end: mark + 1 };
    if (next !== '"') return { wrong: mark };
    field += '"';
    at = mark;
  }
}

function fault(index: number, reason: string): Result {
  return { error: `parse error on line 1, column ${index + 1}: ${reason}` };
}
