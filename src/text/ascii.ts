/** What stands for a character that a terminal without UTF-8 cannot show. */
const ASCII: Record<string, string> = {
  '–': '-',
  '—': '--',
  '−': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '…': '...',
  '→': '->',
  '←': '<-',
  '↑': '^',
  '↓': 'v',
  '⇒': '=>',
  '▸': '>',
  '▾': 'v',
  '›': '>',
  '▶': '>',
  '•': '*',
  '·': '.',
  '×': 'x',
  '≥': '>=',
  '≤': '<=',
  '≈': '~',
  '✓': '+',
  '✗': 'x',
  '◐': '~',
  '●': '*',
  '○': 'o',
  '★': '*',
  '█': '#',
  '▌': '#',
  '▏': '|',
  '░': '.',
  ' ': ' ',
};

/** Text in ASCII alone: known signs by their likeness, box drawings by `-|+`, the rest by `?`. */
export function toAscii(text: string): string {
  return text
    .replace(/[─━═╌╍┄┅┈┉]/g, '-')
    .replace(/[│┃║╎╏┆┇┊┋]/g, '|')
    .replace(/[\u2500-\u257f]/g, '+')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\u0000-\u007f]/gu, (sign) => ASCII[sign] ?? '?');
}
