import type { Assertion } from "./re2-node.ts";
import type { Instruction, Re2Program } from "./re2-program.ts";

/** Start and end of the match and of each group, two by two; -1 where a group took no part. */
export type Captures = readonly number[];

/** What is looked for. */
export interface Search {
  readonly from: number;
  /** The match begins at `from` and ends with the text. */
  readonly isWhole: boolean;
}

interface Thread {
  readonly at: number;
  readonly captures: number[];
}

/**
 * Runs a program over a text of bytes in one pass, all ways at once (Pike's algorithm, as RE2 does): the leftmost match, and
 * among those the one that the expression prefers. Time grows with text times program, never faster.
 */
export function runProgram(program: Re2Program, text: string, { from, isWhole }: Search): Captures | undefined {
  let threads: Thread[] = [];
  let found: Captures | undefined;
  const none = new Array<number>(2 * (program.groups + 1)).fill(-1);
  for (let place = from; place <= text.length; place += 1) {
    const round = new Round(program, text, place);
    for (const thread of threads) round.add(thread.at, thread.captures);
    if (found === undefined && (place === from || !isWhole)) round.add(program.start, none);
    if (round.threads.length === 0 && (found !== undefined || isWhole)) break;
    const stepped = step(program, round.threads, { text, place, isWhole });
    found = stepped.found ?? found;
    threads = stepped.threads;
  }
  return found;
}

/** Takes one byte with every thread; a match drops the threads that are less preferred. */
function step(
  program: Re2Program,
  threads: readonly Thread[],
  { text, place, isWhole }: { text: string; place: number; isWhole: boolean },
): { threads: Thread[]; found?: Captures } {
  const next: Thread[] = [];
  const byte = text.charCodeAt(place);
  for (const { at, captures } of threads) {
    const instruction = program.instructions[at] as Instruction;
    if (instruction.op === "bytes" && instruction.set[byte] === 1) next.push({ at: instruction.next, captures });
    if (instruction.op === "match" && (!isWhole || place === text.length)) return { threads: next, found: captures };
  }
  return { threads: next };
}

/** The threads at one place of the text, each instruction at most once, in the order of preference. */
class Round {
  readonly threads: Thread[] = [];
  readonly #instructions: readonly Instruction[];
  readonly #text: string;
  readonly #place: number;
  readonly #seen = new Set<number>();

  constructor(program: Re2Program, text: string, place: number) {
    this.#instructions = program.instructions;
    this.#text = text;
    this.#place = place;
  }

  /** Follows everything that takes no byte. Uses a stack of its own: chains of splits may be long. */
  add(at: number, captures: number[]): void {
    const waiting: Thread[] = [{ at, captures }];
    for (let thread = waiting.pop(); thread !== undefined; thread = waiting.pop()) {
      if (this.#seen.has(thread.at)) continue;
      this.#seen.add(thread.at);
      this.#follow(thread, waiting);
    }
  }

  #follow(thread: Thread, waiting: Thread[]): void {
    const { captures } = thread;
    const instruction = this.#instructions[thread.at] as Instruction;
    switch (instruction.op) {
      case "split":
        waiting.push({ at: instruction.second, captures }, { at: instruction.first, captures });
        return;
      case "save":
        waiting.push({ at: instruction.next, captures: captures.with(instruction.slot, this.#place) });
        return;
      case "assert":
        if (holds(instruction.what, this.#text, this.#place)) waiting.push({ at: instruction.next, captures });
        return;
      default:
        this.threads.push(thread);
    }
  }
}

function holds(what: Assertion, text: string, place: number): boolean {
  switch (what) {
    case "begin-text":
      return place === 0;
    case "end-text":
      return place === text.length;
    case "begin-line":
      return place === 0 || text[place - 1] === "\n";
    case "end-line":
      return place === text.length || text[place] === "\n";
    case "word-boundary":
      return isBoundary(text, place);
    case "no-word-boundary":
      return !isBoundary(text, place);
  }
}

function isBoundary(text: string, place: number): boolean {
  return isWord(text[place - 1]) !== isWord(text[place]);
}

function isWord(byte: string | undefined): boolean {
  return byte !== undefined && /[0-9A-Za-z_]/.test(byte);
}
