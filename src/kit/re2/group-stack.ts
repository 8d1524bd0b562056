import type { Flags } from "./parse-group.ts";
import type { Bounds } from "./parse-repetition.ts";
import type { Re2Node } from "./re2-node.ts";

/** A node, and how many copies of its innermost thing the repetitions in it make. */
interface Item {
  readonly node: Re2Node;
  readonly copies: number;
}

/** A group that is open. */
interface Frame {
  /** Flags that hold again when the group closes. */
  readonly outerFlags: Flags;
  /** Number of the capture; `undefined` for a group without. */
  readonly capture: number | undefined;
  readonly choices: Item[];
  items: Item[];
}

const noFlags: Flags = { folds: false, multiLine: false, dotAll: false, swapsGreed: false };

/** The groups that are open while a pattern is read, the whole pattern being the outermost. Nothing here recurses. */
export class GroupStack {
  /** Flags that hold here. */
  flags: Flags = noFlags;
  #frame: Frame = openFrame(noFlags, undefined);
  readonly #outer: Frame[] = [];
  #captures = 0;

  /** How many groups are open. */
  get depth(): number {
    return this.#outer.length;
  }

  /** Copies that the repetitions of the last node make. */
  get copiesOfLast(): number {
    return this.#frame.items.at(-1)?.copies ?? 0;
  }

  /** Appends a node. */
  push(node: Re2Node): void {
    this.#frame.items.push({ node, copies: 1 });
  }

  /** Wraps the last node into a repetition; false when there is none. Only braces count as copies. */
  repeatLast({ min, max }: Bounds, isGreedy: boolean, isBraces: boolean): boolean {
    const last = this.#frame.items.pop();
    if (last === undefined) return false;
    const factor = Number.isFinite(max) ? max : min;
    const copies = isBraces && factor > 0 ? last.copies * factor : last.copies;
    this.#frame.items.push({ node: { kind: "repeat", node: last.node, min, max, isGreedy }, copies });
    return true;
  }

  /** `|`. */
  nextChoice(): void {
    this.#frame.choices.push(sequence(this.#frame.items));
    this.#frame.items = [];
  }

  /** `(`. */
  open(isCapture: boolean): void {
    this.#outer.push(this.#frame);
    if (isCapture) this.#captures += 1;
    this.#frame = openFrame(this.flags, isCapture ? this.#captures : undefined);
  }

  /** `)`; a group must be open. */
  close(): void {
    const outer = this.#outer.pop();
    if (outer === undefined) throw new TypeError("No group is open");
    const { node, copies } = choice(this.#frame);
    const { capture, outerFlags } = this.#frame;
    this.flags = outerFlags;
    this.#frame = outer;
    outer.items.push({ node: capture === undefined ? node : { kind: "group", index: capture, node }, copies });
  }

  /** The whole expression; all groups must be closed. */
  finish(): Re2Node {
    return choice(this.#frame).node;
  }
}

function openFrame(outerFlags: Flags, capture: number | undefined): Frame {
  return { outerFlags, capture, choices: [], items: [] };
}

function choice(frame: Frame): Item {
  const last = sequence(frame.items);
  if (frame.choices.length === 0) return last;
  const all = [...frame.choices, last];
  return { node: { kind: "choice", nodes: all.map(({ node }) => node) }, copies: mostOf(all) };
}

function sequence(items: readonly Item[]): Item {
  const [only] = items;
  if (only === undefined) return { node: { kind: "empty" }, copies: 1 };
  if (items.length === 1) return only;
  return { node: { kind: "sequence", nodes: items.map(({ node }) => node) }, copies: mostOf(items) };
}

function mostOf(items: readonly Item[]): number {
  return items.reduce((most, { copies }) => Math.max(most, copies), 1);
}
