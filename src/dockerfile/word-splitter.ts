import { isSpace } from './go-text.ts';

/** Collects words beside the text: unquoted white space parts them. */
export class WordSplitter {
  readonly done: string[] = [];
  #word = '';

  raw(text: string): void {
    this.#word += text;
  }

  split(text: string): void {
    for (const char of text) {
      if (!isSpace(char)) this.#word += char;
      else this.end();
    }
  }

  end(): string[] {
    if (this.#word !== '') this.done.push(this.#word);
    this.#word = '';
    return this.done;
  }
}
