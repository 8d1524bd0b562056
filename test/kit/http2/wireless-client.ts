import type { LaneCall } from "../../../src/http2/connection/lane-call.ts";
import { OutputPool } from "../../../src/http2/connection/output.ts";
import { ServerConnection } from "../../../src/http2/connection/server-connection.ts";
import { Turn } from "../../../src/http2/connection/turn.ts";
import { clientPreface } from "../../../src/http2/frame/frame-type.ts";
import type { LaneMethods } from "../../../src/http2/handler.ts";
import { type LaneLimit, type LaneLimits, resolveLaneLimits } from "../../../src/http2/limits/lane-limits.ts";
import { CallDeadlines } from "../../../src/http2/serve/call-deadlines.ts";
import { FakeClock } from "../fake-clock.ts";
import { type Answer, AnswerBook, FrameSplitter, type ReceivedFrame, settingsFrame } from "./frames.ts";

/** What a {@link WirelessClient} is made with. */
export interface WirelessOptions {
  readonly methods: LaneMethods;
  readonly limits?: Partial<LaneLimits>;
  /** Says hello by itself. Default true. */
  readonly greets?: boolean;
}

/** A client and the connection that serves it, in one process without a network, with a clock that is moved by hand. */
export class WirelessClient {
  readonly clock = new FakeClock();
  readonly connection: ServerConnection;
  /** All frames so far. */
  readonly frames: ReceivedFrame[] = [];
  /** Limits that were met. */
  readonly limits: LaneLimit[] = [];
  /** Errors that ended the connection, or that handlers threw. */
  readonly errors: unknown[] = [];
  /** Writes so far. */
  writes = 0;
  /** Bytes that the wire says it still has. */
  backlog = 0;
  isPaused = false;
  /** What the wire throws instead of sending. */
  fault: Error | undefined;
  isEnded = false;
  isDestroyed = false;
  readonly #splitter = new FrameSplitter();
  readonly #answers = new AnswerBook();
  readonly #turn: Turn<LaneCall>;
  #turns: (() => void)[] = [];
  #unsent: (() => void)[] = [];

  constructor({ methods, limits = {}, greets = true }: WirelessOptions) {
    const { clock } = this;
    this.#turn = new Turn({
      methods,
      now: () => clock.monotonic(),
      atEndOfTurn: (task) => void this.#turns.push(task),
      onError: (error) => void this.errors.push(error),
    });
    this.connection = new ServerConnection({
      limits: resolveLaneLimits(limits),
      methods: this.#turn.queues,
      wire: this.#wire(),
      pool: new OutputPool(),
      deadlines: new CallDeadlines(clock),
      peer: () => ({ address: "test", certificate: undefined }),
      now: clock.monotonic(),
      maxAgeMs: limits.maxConnectionAgeMs ?? 3_600_000,
      events: {
        onLimit: (limit) => void this.limits.push(limit),
        onComplete: (call, queue) => this.#turn.complete(call, queue),
        onOutput: (connection) => this.#turn.touch(connection),
        onHandlerError: (error) => void this.errors.push(error),
        onError: (error) => void this.errors.push(error),
      },
    });
    if (greets) this.send(clientPreface, settingsFrame());
  }

  /** Sends bytes in one chunk, and lets the turn end. */
  send(...parts: readonly Uint8Array[]): void {
    this.connection.receive(Buffer.concat(parts), this.clock.monotonic());
    this.endTurn();
  }

  /** Sends bytes and lets the turn go on, as when several sockets are read in one. */
  sendWithinTurn(...parts: readonly Uint8Array[]): void {
    this.connection.receive(Buffer.concat(parts), this.clock.monotonic());
  }

  endTurn(): void {
    const turns = this.#turns;
    this.#turns = [];
    for (const task of turns) task();
  }

  /** The wire has sent all that it had. */
  allSent(): void {
    this.backlog = 0;
    const tasks = this.#unsent;
    this.#unsent = [];
    for (const task of tasks) task();
    this.connection.drained();
    this.endTurn();
  }

  /** Lets a second pass and the lane look at what takes too long, as often as that takes. */
  pass(ms: number): void {
    for (let left = ms; left > 0; left -= 1000) {
      this.clock.advance(Math.min(left, 1000));
      this.connection.sweep(this.clock.monotonic());
      this.endTurn();
    }
  }

  /** What came on a stream so far. */
  answer(streamId: number): Answer {
    return this.#answers.of(streamId);
  }

  /** Waits until a stream is answered to its end, for answers that other threads take part in. */
  async ended(streamId: number): Promise<void> {
    while (!this.answer(streamId).isEnded) {
      await new Promise((resolve) => setImmediate(resolve));
      this.endTurn();
    }
  }

  /** Frames of one type. */
  framesOf(type: string): readonly ReceivedFrame[] {
    return this.frames.filter((frame) => frame.type === type);
  }

  /** Code and text of the last GOAWAY. */
  get goaway(): { readonly last: number; readonly code: number; readonly text: string } | undefined {
    const payload = this.framesOf("goaway").at(-1)?.payload;
    return payload === undefined ? undefined : { last: payload.readUInt32BE(0), code: payload.readUInt32BE(4), text: payload.toString("utf8", 8) };
  }

  #wire() {
    return {
      write: (bytes: Buffer) => {
        if (this.fault !== undefined) throw this.fault;
        this.writes += 1;
        for (const frame of this.#splitter.split(Buffer.from(bytes))) {
          this.frames.push(frame);
          this.#answers.add(frame);
        }
        return this.backlog === 0;
      },
      backlog: () => this.backlog,
      onceSent: (task: () => void) => void this.#unsent.push(task),
      pause: () => {
        this.isPaused = true;
      },
      resume: () => {
        this.isPaused = false;
      },
      end: () => {
        this.isEnded = true;
      },
      destroy: () => {
        this.isDestroyed = true;
        this.connection.closed();
      },
    };
  }
}
