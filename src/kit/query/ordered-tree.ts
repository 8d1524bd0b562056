/**
 * The nodes of a persistent B+ tree with text keys in code-unit order. A node may be changed in place by the owner it was made
 * for, and by nobody else: a run of changes under one owner copies each node once, and everything that was published before keeps
 * its content.
 */
export type Tree<V> = Leaf<V> | Branch<V>;

/** Marks the nodes that one run of changes made and may still change. Compared by reference. */
export type Owner = object;

/** Entries next to each other. */
export interface Leaf<V> {
  readonly kind: "leaf";
  readonly owner: Owner;
  readonly keys: string[];
  readonly values: V[];
}

/** Trees next to each other, all of one depth. */
export interface Branch<V> {
  readonly kind: "branch";
  readonly owner: Owner;
  /** The smallest key of each child. */
  readonly keys: string[];
  readonly children: Tree<V>[];
  size: number;
}

/** The most entries of a leaf and children of a branch: wide enough to be flat, narrow enough to be copied for one change. */
const maxWidth = 32;
const minWidth = maxWidth / 4;

/** A leaf that `owner` may change; takes the arrays as its own. */
export function leafOf<V>(owner: Owner, keys: string[], values: V[]): Leaf<V> {
  return { kind: "leaf", owner, keys, values };
}

/** A branch that `owner` may change; takes the array as its own. The children are of one depth and in key order. */
export function branchOf<V>(owner: Owner, children: Tree<V>[]): Branch<V> {
  return { kind: "branch", owner, keys: children.map(firstKey), children, size: totalSize(children) };
}

/** The number of entries, in O(1). */
export function sizeOf<V>(tree: Tree<V>): number {
  return tree.kind === "leaf" ? tree.keys.length : tree.size;
}

/** The value of a key, in O(log n). */
export function lookUp<V>(tree: Tree<V>, key: string): V | undefined {
  let node = tree;
  while (node.kind === "branch") node = childFor(node, key).child;
  const index = position(node.keys, key);
  return node.keys[index] === key ? node.values[index] : undefined;
}

/** The tree with the entry: one tree, or two halves that follow each other when it grew too wide. */
export function insertInto<V>(tree: Tree<V>, entry: readonly [string, V], owner: Owner): readonly [Tree<V>, Tree<V>?] {
  return tree.kind === "leaf" ? insertIntoLeaf(tree, entry, owner) : insertIntoBranch(tree, entry, owner);
}

/** The tree without the key, which it must have; undefined when nothing is left. */
export function removeFrom<V>(tree: Tree<V>, key: string, owner: Owner): Tree<V> | undefined {
  if (tree.kind === "branch") return removeFromBranch(tree, key, owner);
  if (tree.keys.length === 1) return undefined;
  const leaf = ownedLeaf(tree, owner);
  const index = position(leaf.keys, key);
  leaf.keys.splice(index, 1);
  leaf.values.splice(index, 1);
  return leaf;
}

/** A tree of entries that come in key order, each key once; undefined when there are none. */
export function buildTree<V>(keys: readonly string[], values: readonly V[], owner: Owner): Tree<V> | undefined {
  let level: Tree<V>[] = chunks(keys.length).map(([start, end]) => leafOf(owner, keys.slice(start, end), values.slice(start, end)));
  while (level.length > 1) {
    const children = level;
    level = chunks(children.length).map(([start, end]) => branchOf(owner, children.slice(start, end)));
  }
  return level[0];
}

function insertIntoLeaf<V>(tree: Leaf<V>, [key, value]: readonly [string, V], owner: Owner): readonly [Tree<V>, Tree<V>?] {
  const index = position(tree.keys, key);
  const leaf = ownedLeaf(tree, owner);
  if (leaf.keys[index] === key) {
    leaf.values[index] = value;
    return [leaf];
  }
  leaf.keys.splice(index, 0, key);
  leaf.values.splice(index, 0, value);
  if (leaf.keys.length <= maxWidth) return [leaf];
  const half = splitPoint(index, leaf.keys.length);
  return [leaf, leafOf(owner, leaf.keys.splice(half), leaf.values.splice(half))];
}

function insertIntoBranch<V>(tree: Branch<V>, entry: readonly [string, V], owner: Owner): readonly [Tree<V>, Tree<V>?] {
  const branch = ownedBranch(tree, owner);
  const { child, index } = childFor(branch, entry[0]);
  const before = sizeOf(child);
  const [left, right] = insertInto(child, entry, owner);
  branch.size += sizeOf(left) - before + (right === undefined ? 0 : sizeOf(right));
  putChild(branch, index, left);
  if (right === undefined) return [branch];
  branch.keys.splice(index + 1, 0, firstKey(right));
  branch.children.splice(index + 1, 0, right);
  if (branch.children.length <= maxWidth) return [branch];
  const half = splitPoint(index + 1, branch.children.length);
  branch.keys.splice(half);
  const second = branchOf(owner, branch.children.splice(half));
  branch.size -= second.size;
  return [branch, second];
}

/** Entries that arrive in key order fill a node nearly whole before it is split. */
function splitPoint(inserted: number, width: number): number {
  return inserted === width - 1 ? width - minWidth : width >> 1;
}

function removeFromBranch<V>(tree: Branch<V>, key: string, owner: Owner): Tree<V> | undefined {
  const branch = ownedBranch(tree, owner);
  const { child, index } = childFor(branch, key);
  const next = removeFrom(child, key, owner);
  branch.size -= 1;
  if (next === undefined) {
    branch.keys.splice(index, 1);
    branch.children.splice(index, 1);
    return branch.children.length === 0 ? undefined : branch;
  }
  putChild(branch, index, next);
  if (widthOf(next) < minWidth) joinWithNeighbour(branch, index, owner);
  return branch;
}

function joinWithNeighbour<V>(branch: Branch<V>, index: number, owner: Owner): void {
  const start = Math.max(0, index - 1);
  const [left, right] = branch.children.slice(start, start + 2);
  if (left === undefined || right === undefined) return;
  const joined = left.kind === "leaf" ? joinLeaves(left, right as Leaf<V>, owner) : joinBranches(left, right as Branch<V>, owner);
  branch.children.splice(start, 2, ...joined);
  branch.keys.splice(start, 2, ...joined.map(firstKey));
}

function joinLeaves<V>(left: Leaf<V>, right: Leaf<V>, owner: Owner): readonly Tree<V>[] {
  const keys = [...left.keys, ...right.keys];
  const values = [...left.values, ...right.values];
  return chunks(keys.length).map(([start, end]) => leafOf(owner, keys.slice(start, end), values.slice(start, end)));
}

function joinBranches<V>(left: Branch<V>, right: Branch<V>, owner: Owner): readonly Tree<V>[] {
  const children = [...left.children, ...right.children];
  return chunks(children.length).map(([start, end]) => branchOf(owner, children.slice(start, end)));
}

/** Cuts a length into the fewest runs of nearly equal width. */
function chunks(length: number): readonly (readonly [start: number, end: number])[] {
  const count = Math.ceil(length / maxWidth);
  return Array.from({ length: count }, (_, index) => [Math.floor((index * length) / count), Math.floor(((index + 1) * length) / count)] as const);
}

function ownedLeaf<V>(leaf: Leaf<V>, owner: Owner): Leaf<V> {
  return leaf.owner === owner ? leaf : leafOf(owner, leaf.keys.slice(), leaf.values.slice());
}

function ownedBranch<V>(branch: Branch<V>, owner: Owner): Branch<V> {
  if (branch.owner === owner) return branch;
  return { kind: "branch", owner, keys: branch.keys.slice(), children: branch.children.slice(), size: branch.size };
}

function putChild<V>(branch: Branch<V>, index: number, child: Tree<V>): void {
  branch.children[index] = child;
  branch.keys[index] = firstKey(child);
}

/** The child whose range holds the key: the last one that does not begin after it. */
function childFor<V>(branch: Branch<V>, key: string): { child: Tree<V>; index: number } {
  const found = position(branch.keys, key);
  const index = branch.keys[found] === key ? found : Math.max(0, found - 1);
  return { child: branch.children[index] as Tree<V>, index };
}

/** The index of the first key that is not smaller. */
function position(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] as string) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstKey<V>(tree: Tree<V>): string {
  return tree.keys[0] as string;
}

function widthOf<V>(tree: Tree<V>): number {
  return tree.keys.length;
}

function totalSize<V>(children: readonly Tree<V>[]): number {
  return children.reduce((sum, child) => sum + sizeOf(child), 0);
}
