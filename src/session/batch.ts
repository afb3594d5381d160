/** About a frame of the terminal: more often would be drawn for nobody. */
const WINDOW_MS = 60;

/** Collects what comes in a burst and hands it on together; silent when nothing comes. */
export class Batch<Item> {
  private items: Item[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly handOn: (items: Item[]) => void) {}

  add(item: Item): void {
    this.items.push(item);
    this.timer ??= setTimeout(() => this.flush(), WINDOW_MS);
  }

  /** Hands on what is there now. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const items = this.items;
    this.items = [];
    if (items.length > 0) this.handOn(items);
  }
}
