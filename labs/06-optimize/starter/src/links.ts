import { nanoid } from 'nanoid';

/** Short links, kept in memory: a restart forgets them. */
export class Links {
  readonly #urls = new Map<string, string>();

  /** Remembers a URL and returns its short id; throws a TypeError for what is no http(s) URL. */
  add(text: string): string {
    const url = new URL(text);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new TypeError('not an http(s) URL');
    const id = nanoid(8);
    this.#urls.set(id, url.href);
    return id;
  }

  find(id: string): string | undefined {
    return this.#urls.get(id);
  }
}
