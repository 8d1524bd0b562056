import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { branchOf, buildTree, insertInto, leafOf, removeFrom, sizeOf, type Tree } from "./ordered-tree.ts";

function nodes(tree: Tree<number>): Tree<number>[] {
  return tree.kind === "leaf" ? [tree] : [tree, ...tree.children.flatMap(nodes)];
}

/** The depth of each leaf: all equal in a B+ tree. */
function depths(tree: Tree<number>): number[] {
  return tree.kind === "leaf" ? [1] : tree.children.flatMap(depths).map((depth) => depth + 1);
}

function insert(tree: Tree<number> | undefined, key: string, owner: object = {}): Tree<number> {
  if (tree === undefined) return leafOf(owner, [key], [0]);
  const [left, right] = insertInto(tree, [key, 0], owner);
  return right === undefined ? left : branchOf(owner, [left, right]);
}

/** Like `OrderedMap.without`: a root with one child is not kept. */
function remove(tree: Tree<number> | undefined, key: string): Tree<number> | undefined {
  let root = tree === undefined ? undefined : removeFrom(tree, key, {});
  while (root?.kind === "branch" && root.children.length === 1) root = root.children[0];
  return root;
}

function expectBalanced(tree: Tree<number> | undefined, size: number): void {
  if (tree === undefined) {
    expect(size).toBe(0);
    return;
  }
  expect(new Set(depths(tree)).size).toBe(1);
  expect(sizeOf(tree)).toBe(size);
  const inner = nodes(tree).filter((node) => node !== tree);
  expect(Math.max(0, ...inner.map((node) => node.keys.length))).toBeLessThanOrEqual(32);
  expect(inner.filter((node) => node.keys.length < 8)).toEqual([]);
}

function newNodes(before: Tree<number>, after: Tree<number>): number {
  const known = new Set(nodes(before));
  return nodes(after).filter((node) => !known.has(node)).length;
}

const keyOf = (number: number) => String(number).padStart(6, "0");
const manyKeys = Array.from({ length: 20_000 }, (_, index) => keyOf(index * 2));

describe("ordered tree", () => {
  it("keeps all leaves at one depth and nodes between a quarter full and full, whatever was removed", () => {
    const arbitraryNumbers = fc.array(fc.nat(3000), { minLength: 1, maxLength: 2000, size: "max" });
    fc.assert(
      fc.property(arbitraryNumbers, arbitraryNumbers, (inserted, removed) => {
        const filled = inserted.map(keyOf).reduce<Tree<number> | undefined>((tree, key) => insert(tree, key), undefined);
        const present = new Set(inserted.map(keyOf));
        const gone = new Set([...removed.map(keyOf), ...inserted.slice(inserted.length / 4).map(keyOf)].filter((key) => present.has(key)));
        const tree = [...gone].reduce(remove, filled);
        expectBalanced(tree, present.size - gone.size);
      }),
      { numRuns: 20 },
    );
  });

  it("copies one path for one change of 20,000 entries", () => {
    const tree = buildTree(manyKeys, manyKeys.map(Number), {}) as Tree<number>;
    const depth = depths(tree)[0] ?? 0;
    expect(depth).toBeLessThanOrEqual(4);
    for (const number of [0, 1, 777, 20_000, 39_998, 39_999]) {
      expect(newNodes(tree, insert(tree, keyOf(number)))).toBeLessThanOrEqual(2 * depth + 1);
    }
    for (const number of [0, 776, 20_000, 39_998]) {
      expect(newNodes(tree, removeFrom(tree, keyOf(number), {}) as Tree<number>)).toBeLessThanOrEqual(2 * depth);
    }
  });

  it("fills leaves nearly whole when keys arrive in order", () => {
    const owner = {};
    let tree: Tree<number> = leafOf(owner, [""], [0]);
    for (const key of manyKeys) tree = insert(tree, key, owner);
    expect(nodes(tree).length).toBeLessThan((manyKeys.length / 32) * 1.6);
  });
});
