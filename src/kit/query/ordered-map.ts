import type { Group } from "./collection.ts";
import { branchOf, buildTree, insertInto, leafOf, lookUp, type Owner, removeFrom, sizeOf, type Tree } from "./ordered-tree.ts";

/**
 * An ordered, immutable, structurally shared map with text keys (code-unit order): changes answer a new map and cost O(log n).
 *
 * A change may name an `owner`: maps made under one owner share nodes that the next change under the same owner writes in place,
 * so of a run of changes under one owner only the last map is good. Make a new owner (`{}`) for each run; without owner every
 * intermediate map stays good.
 */
export class OrderedMap<V> implements Group<V> {
  readonly #root: Tree<V> | undefined;

  private constructor(root: Tree<V> | undefined) {
    this.#root = root;
  }

  static empty<V>(): OrderedMap<V> {
    return new OrderedMap<V>(undefined);
  }

  /** Builds a map of entries that come in key order, each key once, in O(n). */
  static fromSorted<V>(keys: readonly string[], values: readonly V[]): OrderedMap<V> {
    return new OrderedMap(buildTree(keys, values, {}));
  }

  get size(): number {
    return this.#root === undefined ? 0 : sizeOf(this.#root);
  }

  get(key: string): V | undefined {
    return this.#root === undefined ? undefined : lookUp(this.#root, key);
  }

  /** The value of the smallest key. */
  first(): V | undefined {
    let node = this.#root;
    while (node?.kind === "branch") node = node.children[0];
    return node?.values[0];
  }

  /** The map with the entry. `value` must not be undefined. */
  with(key: string, value: V, owner: Owner = {}): OrderedMap<V> {
    if (this.#root === undefined) return new OrderedMap<V>(leafOf(owner, [key], [value]));
    const [left, right] = insertInto(this.#root, [key, value], owner);
    return new OrderedMap<V>(right === undefined ? left : branchOf(owner, [left, right]));
  }

  /** The map without the key. */
  without(key: string, owner: Owner = {}): OrderedMap<V> {
    if (this.#root === undefined || this.get(key) === undefined) return this;
    let root = removeFrom(this.#root, key, owner);
    while (root?.kind === "branch" && root.children.length === 1) root = root.children[0];
    return new OrderedMap<V>(root);
  }

  /** The entries in key order, as they were when the call was made. */
  *entries(): IterableIterator<readonly [key: string, value: V]> {
    for (const leaf of this.#leaves()) {
      for (let index = 0; index < leaf.keys.length; index += 1) yield [leaf.keys[index] as string, leaf.values[index] as V];
    }
  }

  *values(): IterableIterator<V> {
    for (const leaf of this.#leaves()) yield* leaf.values;
  }

  *#leaves() {
    const stack: Tree<V>[] = this.#root === undefined ? [] : [this.#root];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (node.kind === "leaf") yield node;
      else for (let index = node.children.length - 1; index >= 0; index -= 1) stack.push(node.children[index] as Tree<V>);
    }
  }
}
