import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nanoid } from 'nanoid';

/** Short links, kept in a file of the data folder. */
export class Links {
  readonly #file: string;
  readonly #urls: Map<string, string>;

  constructor(dataDir: string) {
    mkdirSync(dataDir, { recursive: true });
    this.#file = join(dataDir, 'links.json');
    this.#urls = new Map(Object.entries(this.#load()));
    this.#save();
  }

  /** Remembers a URL and returns its short id; throws a TypeError for what is no http(s) URL. */
  add(text: string): string {
    const url = new URL(text);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new TypeError('not an http(s) URL');
    const id = nanoid(8);
    this.#urls.set(id, url.href);
    this.#save();
    return id;
  }

  find(id: string): string | undefined {
    return this.#urls.get(id);
  }

  #load(): Record<string, string> {
    try {
      return JSON.parse(readFileSync(this.#file, 'utf8'));
    } catch {
      return {};
    }
  }

  #save(): void {
    writeFileSync(this.#file, JSON.stringify(Object.fromEntries(this.#urls)));
  }
}
