/** How long a lone ESC may be the beginning of a sequence that the line has split. */
const ESCAPE_MS = 40;
/** More keys at once than a hand types or a held key repeats: a paste of a terminal without bracketed paste. */
const PASTE = 3;

const NAMED: Record<string, string> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  Z: 'shift-tab',
  P: 'f1',
  '1~': 'home',
  '4~': 'end',
  '5~': 'pgup',
  '6~': 'pgdn',
  '7~': 'home',
  '8~': 'end',
  '11~': 'f1',
};
const CONTROL: Record<string, string> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\u007f': 'backspace',
  '\b': 'backspace',
  ' ': 'space',
  '\u0003': 'ctrl-c',
  '\u0004': 'ctrl-d',
  '\u0015': 'ctrl-u',
};

// One token: CSI, SS3, OSC/DCS/PM/APC/SOS, ESC + character, or one character.
const TOKEN =
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001bO[0-9;]*[A-Za-z]|\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b\u001b|\u001b[^[O\u001b]|\u001b|[\s\S]/gu;
const PASTE_START = '\u001b[200~';
const PASTE_END = '\u001b[201~';

/**
 * Turns what a terminal sends into key names. Sequences that no key of ours sends (Ctrl+F1, which crashes ink 6.8's
 * own parser, mouse reports, answers to queries), pasted text and control characters are dropped whole.
 */
export class KeyReader {
  private pending = '';
  private pasting = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly onKey: (key: string) => void) {}

  /** Takes a chunk as it was read; a sequence may be split over chunks. */
  push(chunk: string): void {
    clearTimeout(this.timer);
    let text = this.pending + chunk;
    this.pending = '';
    text = this.dropPastes(text);
    const tail = /\u001b(?:\[[0-?]*[ -/]*|O[0-9;]*|[\]PX^_][^\u0007\u001b]*\u001b?)?$/.exec(text);
    if (tail) {
      this.pending = tail[0];
      text = text.slice(0, tail.index);
      this.timer = setTimeout(() => this.flush(), ESCAPE_MS);
    }
    this.emit(text);
  }

  /** Forgets what is half read. */
  reset(): void {
    clearTimeout(this.timer);
    this.pending = '';
    this.pasting = false;
  }

  private flush(): void {
    const lone = this.pending === '\u001b';
    this.pending = '';
    if (lone) this.onKey('esc');
  }

  private dropPastes(text: string): string {
    let kept = '';
    let rest = text;
    while (rest !== '') {
      const edge = this.pasting ? PASTE_END : PASTE_START;
      const at = rest.indexOf(edge);
      if (at < 0) return this.pasting ? this.keepEdge(kept, rest) : kept + rest;
      if (!this.pasting) kept += rest.slice(0, at);
      this.pasting = !this.pasting;
      rest = rest.slice(at + edge.length);
    }
    return kept;
  }

  /** The end mark of a paste may be split as well. */
  private keepEdge(kept: string, rest: string): string {
    for (let length = Math.min(PASTE_END.length - 1, rest.length); length > 0; length -= 1) {
      if (rest.endsWith(PASTE_END.slice(0, length))) {
        this.pending = PASTE_END.slice(0, length);
        break;
      }
    }
    return kept;
  }

  private emit(text: string): void {
    const keys = (text.match(TOKEN) ?? []).map(keyName).filter((key) => key !== undefined);
    const typed = keys.filter((key) => key.length === 1 || key === 'space' || key === 'enter');
    if (typed.length > PASTE && new Set(typed).size > 1) return;
    for (const key of keys) this.onKey(key);
  }
}

/** The name of the key that sent a token; undefined for what is none of ours. */
function keyName(token: string): string | undefined {
  const named = CONTROL[token];
  if (named) return named;
  if (!token.startsWith('\u001b')) return /^[\u0000-\u001f\u0080-\u009f]$/.test(token) ? undefined : token;
  if (token === '\u001b\u001b') return 'esc';
  const body = /^\u001b(?:\[|O)(.+)$/.exec(token)?.[1];
  return body === undefined ? undefined : NAMED[body];
}
