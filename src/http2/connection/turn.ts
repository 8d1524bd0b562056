import { grpcStatus } from "../grpc/status.ts";
import type { LaneMethods, UnaryCall } from "../handler.ts";
import { MethodQueue } from "./method-queue.ts";

/** A call as a turn sees it. */
export interface TurnCall extends UnaryCall {
  /** Its deadline has passed: answers it, if nobody has. */
  expire(): void;
}

/** Something that gathers bytes and sends them when the turn ends. */
export interface Flushable {
  flush(): void;
}

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
export class Turn<Call extends TurnCall> {
  readonly queues: ReadonlyMap<string, MethodQueue<Call>>;
  readonly #options: TurnOptions;
  readonly #waiting: MethodQueue<Call>[] = [];
  readonly #dirty = new Set<Flushable>();
  #isScheduled = false;

  constructor(options: TurnOptions) {
    this.#options = options;
    this.queues = new Map(Object.entries(options.methods).map(([path, method]) => [path, new MethodQueue<Call>(path, method)]));
  }

  /** The call waits for the end of the turn. */
  complete(call: Call, queue: MethodQueue<Call>): void {
    if (queue.waiting.push(call) === 1) this.#waiting.push(queue);
    this.#schedule();
  }

  /** The connection has something to write at the end of the turn. */
  touch(connection: Flushable): void {
    this.#dirty.add(connection);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#options.atEndOfTurn(() => this.#run());
  }

  #run(): void {
    // What handlers and writes add from here on belongs to this turn: both loops see it.
    for (let queue = this.#waiting.pop(); queue !== undefined; queue = this.#waiting.pop()) this.#deliver(queue);
    for (const connection of this.#dirty) {
      this.#dirty.delete(connection);
      connection.flush();
    }
    this.#isScheduled = false;
  }

  #deliver(queue: MethodQueue<Call>): void {
    const now = this.#options.now();
    const calls = queue.waiting.filter((call) => isDue(call, now));
    const { method } = queue;
    queue.waiting = [];
    if (calls.length === 0 || method.kind !== "unary") return;
    try {
      method.handle(calls);
    } catch (error) {
      this.#options.onError(error, queue.path);
      for (const call of calls) call.fail(grpcStatus.internal, "The service failed");
    }
  }
}

/** No work is done for a caller that has gone. */
function isDue(call: TurnCall, now: number): boolean {
  if (call.deadline <= now) call.expire();
  return call.isOpen;
}
