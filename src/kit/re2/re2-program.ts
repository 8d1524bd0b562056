import type { ByteSet } from "./byte-set.ts";
import type { Assertion, Re2Node } from "./re2-node.ts";

/** One step of a program; numbers are places in the program. */
export type Instruction =
  | { readonly op: "bytes"; readonly set: ByteSet; readonly next: number }
  /** Goes both ways, `first` preferred. */
  | { readonly op: "split"; readonly first: number; readonly second: number }
  | { readonly op: "save"; readonly slot: number; readonly next: number }
  | { readonly op: "assert"; readonly what: Assertion; readonly next: number }
  | { readonly op: "match" };

/** A program for a backtracking-free matcher; it starts at `start`. */
export interface Re2Program {
  readonly instructions: readonly Instruction[];
  readonly start: number;
  /** Number of capture groups, the whole match not counted. */
  readonly groups: number;
}

/** Compiles an expression; what {@link checkRe2} takes stays small. */
export function compileProgram(node: Re2Node): Re2Program {
  const compiler = new Compiler();
  const end = compiler.add({ op: "match" });
  const start = compiler.compile({ kind: "group", index: 0, node }, end);
  return { instructions: compiler.instructions, start, groups: compiler.groups };
}

/** Compiles from behind: each piece is told where to go on and answers where it begins. */
class Compiler {
  readonly instructions: Instruction[] = [];
  groups = 0;

  add(instruction: Instruction): number {
    return this.instructions.push(instruction) - 1;
  }

  compile(node: Re2Node, next: number): number {
    switch (node.kind) {
      case "bytes":
        return this.add({ op: "bytes", set: node.set, next });
      case "empty":
        return next;
      case "assert":
        return this.add({ op: "assert", what: node.what, next });
      case "group":
        return this.#group(node, next);
      case "sequence":
        return node.nodes.reduceRight((after, part) => this.compile(part, after), next);
      case "choice":
        return this.#choice(node.nodes, next);
      case "repeat":
        return this.#repeat(node, next);
    }
  }

  #group({ index, node }: Extract<Re2Node, { kind: "group" }>, next: number): number {
    this.groups = Math.max(this.groups, index);
    const end = this.add({ op: "save", slot: 2 * index + 1, next });
    return this.add({ op: "save", slot: 2 * index, next: this.compile(node, end) });
  }

  #choice(nodes: readonly Re2Node[], next: number): number {
    const starts = nodes.map((node) => this.compile(node, next));
    return starts.reduceRight((second, first) => this.add({ op: "split", first, second }));
  }

  #repeat({ node, min, max, isGreedy }: Extract<Re2Node, { kind: "repeat" }>, next: number): number {
    let start = max === Number.POSITIVE_INFINITY ? this.#loop(node, isGreedy, next) : next;
    for (let copy = min; Number.isFinite(max) && copy < max; copy += 1) {
      start = this.#split(this.compile(node, start), next, isGreedy);
    }
    for (let copy = 0; copy < min; copy += 1) start = this.compile(node, start);
    return start;
  }

  #loop(node: Re2Node, isGreedy: boolean, next: number): number {
    const split = this.add({ op: "match" });
    const body = this.compile(node, split);
    this.instructions[split] = isGreedy ? { op: "split", first: body, second: next } : { op: "split", first: next, second: body };
    return split;
  }

  #split(body: number, next: number, isGreedy: boolean): number {
    return this.add(isGreedy ? { op: "split", first: body, second: next } : { op: "split", first: next, second: body });
  }
}
