import type { Wire } from "./wire.ts";

/** What {@link Departures} are made with. */
export interface DeparturesOptions {
  readonly wire: Pick<Wire, "backlog" | "onceSent">;
  /** `tell` is to be called at the end of this turn of the event loop. */
  readonly onDue: () => void;
}

/** Who wants to know that messages of streams have left: told at the end of a turn, when the wire has nothing more to send. */
export class Departures {
  readonly #options: DeparturesOptions;
  readonly #tasks: (() => void)[] = [];
  #isAwaitingWire = false;

  constructor(options: DeparturesOptions) {
    this.#options = options;
  }

  /** Told when what was written so far has left. */
  add(task: () => void): void {
    this.#tasks.push(task);
  }

  /** What was written is with the wire. */
  watch(): void {
    if (this.#tasks.length === 0 || this.#isAwaitingWire) return;
    const { wire, onDue } = this.#options;
    if (wire.backlog() === 0) return void onDue();
    this.#isAwaitingWire = true;
    wire.onceSent(() => {
      this.#isAwaitingWire = false;
      onDue();
    });
  }

  /** Tells those whose messages have left. */
  tell(): void {
    if (this.#tasks.length === 0 || this.#options.wire.backlog() > 0) return;
    for (const task of this.#tasks.splice(0)) task();
  }
}
