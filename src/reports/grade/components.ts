/** Groups of things that are joined pair by pair: the connected components of a graph (union by size, path halving). */
export class Components {
  private readonly parent: number[];
  private readonly size: number[];

  /** @param count things, named by their index */
  constructor(count: number) {
    this.parent = Array.from({ length: count }, (_, index) => index);
    this.size = Array.from({ length: count }, () => 1);
  }

  /** Joins two, with all that they are joined with. */
  join(a: number, b: number): void {
    const [first, second] = [this.rootOf(a), this.rootOf(b)];
    if (first === second) return;
    const [small, large] = this.sizeOf(first) < this.sizeOf(second) ? [first, second] : [second, first];
    this.parent[small] = large;
    this.size[large] = this.sizeOf(first) + this.sizeOf(second);
  }

  joined(a: number, b: number): boolean {
    return this.rootOf(a) === this.rootOf(b);
  }

  /** A number that all of a group share, until it is joined to another. */
  rootOf(index: number): number {
    let at = index;
    for (let up = this.parentOf(at); up !== at; up = this.parentOf(at)) {
      this.parent[at] = this.parentOf(up);
      at = this.parentOf(at);
    }
    return at;
  }

  /** The groups of more than one, members in order. */
  groups(): number[][] {
    const byRoot = new Map<number, number[]>();
    for (const index of this.parent.keys()) {
      const members = byRoot.get(this.rootOf(index)) ?? [];
      byRoot.set(this.rootOf(index), members);
      members.push(index);
    }
    return [...byRoot.values()].filter((members) => members.length > 1);
  }

  private parentOf(index: number): number {
    return this.parent[index] ?? index;
  }

  private sizeOf(root: number): number {
    return this.size[root] ?? 1;
  }
}
