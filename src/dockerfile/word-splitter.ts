import { isSpace } from './go-text.ts';

/**
 * Collects words beside the text: unquoted white space parts them. (BuildKit of Docker 28 forgets what stands
 * before a `${x:-y}` in the same word, so that `EXPOSE 8${X:-0}80` opens another port than it says; Docker 20.10
 * does not, and neither do we.)
 */
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
