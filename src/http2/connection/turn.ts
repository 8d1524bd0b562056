import type { LaneMethods } from "../handler.ts";
import type { LaneCall } from "./lane-call.ts";
import { MethodQueue } from "./method-queue.ts";
import type { ServerConnection } from "./server-connection.ts";

/** What a turn needs. */
export interface TurnOptions {
  readonly methods: LaneMethods;
  /** Milliseconds of the monotonic clock of the calls' deadlines. */
  readonly now: () => number;
  /** Calls its argument when this turn of the event loop has read all that there is to read: `setImmediate`. */
  readonly atEndOfTurn: (task: () => void) => void;
  /** A handler threw. */
  readonly onError: (error: unknown, path: string) => void;
}

/**
 * One turn of the event loop: what all connections have read is gathered, then each method gets its calls at once, then each connection
 * writes once.
 */
export class Turn {
  readonly queues: ReadonlyMap<string, MethodQueue<LaneCall>>;
  readonly #options: TurnOptions;
  readonly #waiting: MethodQueue<LaneCall>[] = [];
  readonly #dirty = new Set<ServerConnection>();
  #isScheduled = false;

  constructor(options: TurnOptions) {
    this.#options = options;
    this.queues = new Map(Object.entries(options.methods).map(([path, method]) => [path, new MethodQueue<LaneCall>(path, method)]));
  }

  /** The call waits for the end of the turn. */
  complete(call: LaneCall): void {
    const queue = call.head.method;
    if (queue === undefined) return;
    if (queue.waiting.push(call) === 1) this.#waiting.push(queue);
    this.#schedule();
  }

  /** The connection has something to write at the end of the turn. */
  touch(connection: ServerConnection): void {
    this.#dirty.add(connection);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#options.atEndOfTurn(() => this.#run());
  }

  #run(): void {
    // What handlers and writes schedule from here on belongs to this turn: both loops see it.
    for (let queue = this.#waiting.pop(); queue !== undefined; queue = this.#waiting.pop()) this.#deliver(queue);
    for (const connection of this.#dirty) {
      this.#dirty.delete(connection);
      connection.flush();
    }
    this.#isScheduled = false;
  }

  #deliver(queue: MethodQueue<LaneCall>): void {
    const now = this.#options.now();
    const calls = queue.waiting.filter((call) => this.#isDue(call, now));
    queue.waiting = [];
    if (calls.length === 0) return;
    try {
      queue.method.handle(calls);
    } catch (error) {
      this.#options.onError(error, queue.path);
      for (const call of calls) call.fail(13, "The service failed");
    }
  }

  /** No work is done for a caller that has gone. */
  #isDue(call: LaneCall, now: number): boolean {
    if (call.deadline <= now) call.owner.expire(call);
    return call.isOpen;
  }
}
