/**
 * Foreign text (labels, logs, file names, lessons of others) made safe for a terminal: no escape
 * sequence, control character or direction override survives. Tabs become two spaces, CR LF and CR
 * become LF.
 *
 * @param text anything from outside
 * @returns the same text, printable; line feeds stay
 */
export function sanitise(text: string): string {
  return (
    text
      // ECMA-48 control strings (OSC, DCS, PM, APC, SOS) with their payload, 7- and 8-bit
      .replace(
        /(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c|$)/g,
        '',
      )
      // CSI sequences
      .replace(/(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?/g, '')
      // any other escape
      .replace(/\u001b[ -/]*[0-~]?/g, '')
      .replace(/\r\n?/g, '\n')
      .replace(/\t/g, '  ')
      // remaining C0, DEL and C1
      .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '')
      // bidirectional overrides and isolates, zero-width joiners that hide text, line separators
      .replace(/[\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/g, '')
  );
}

/** As `sanitise`, on one line: line feeds become spaces, and at most `max` characters are kept. */
export function sanitiseLine(text: string, max = 300): string {
  const line = sanitise(text)
    .replace(/\s*\n\s*/g, ' ')
    .trim();
  return line.length > max ? `${line.slice(0, max - 1)}…` : line;
}
