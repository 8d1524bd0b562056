import type { Clock } from "../../kit/clock.ts";
import type { Logger, Metrics } from "../../kit/telemetry.ts";
import { type LogChunk, type LogSink, type LogSpill, RefusedChunkError } from "./log-chunk.ts";

/** Options of {@link LogQueue}. */
export interface LogQueueOptions {
  readonly sink: LogSink;
  readonly spill: LogSpill;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Bytes that wait in memory before the spill takes them; when the spill cannot keep up, twice as many. Default 8 MiB. */
  readonly memoryBytes?: number;
}

const usualMemory = 8 * 1_048_576;
const chunkBytes = 262_144;
/** A line waits for others this long at most. */
const gatherMs = 1000;
const firstPauseMs = 500;
const longestPauseMs = 30_000;
const tellLossEveryMs = 60_000;
const noRoom = "Memory and spill are full";
/** A program that stops waits this long for the sink. */
const lastSendMs = 3000;

/**
 * Lines on their way to the sink: gathered in memory, sent in chunks, and kept in the spill while the sink is down or slow. Writing a line never waits. What
 * finds no room in memory and spill is lost: it is counted, said in the program's log, and said in the log itself once the sink is back.
 */
export class LogQueue {
  readonly #options: LogQueueOptions;
  readonly #memoryBytes: number;
  readonly #chunks: LogChunk[] = [];
  #waitingBytes = 0;
  #lines: string[] = [];
  #openBytes = 0;
  #stopGathering: (() => void) | undefined;
  /** What the sink has been given and has not answered about, unless the spill still has it. */
  #sending: LogChunk | undefined;
  #working: Promise<void> | undefined;
  #spilling: Promise<void> | undefined;
  #stopPause: (() => void) | undefined;
  #pauseMs = firstPauseMs;
  #isPaused = false;
  readonly #loss: Loss;
  readonly #written;

  constructor(options: LogQueueOptions) {
    this.#options = options;
    this.#memoryBytes = options.memoryBytes ?? usualMemory;
    this.#loss = new Loss(options);
    this.#written = options.metrics.counter({ name: "sluice_authz_log_sent_total", help: "Lines of the decision log that its sink has taken" });
    options.metrics.collected({ name: "sluice_authz_log_waiting_bytes", help: "Bytes of the decision log that wait in memory" }, () => [
      { labels: {}, value: this.#waitingBytes + this.#openBytes },
    ]);
    // What an earlier process has left is sent first.
    this.#work();
  }

  /** Takes a line, without its end. */
  readonly write = (line: string): void => {
    const size = Buffer.byteLength(line) + 1;
    if (this.#openBytes + size > chunkBytes) this.#seal();
    this.#lines.push(line);
    this.#openBytes += size;
    this.#stopGathering ??= this.#options.clock.schedule(gatherMs, () => this.#seal());
  };

  /** Sends what waits, as far as the sink takes it in three seconds; the rest is left in the spill. */
  async close(): Promise<void> {
    this.#seal();
    this.#resume();
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = this.#options.clock.schedule(lastSendMs, resolve);
    await Promise.race([this.#working ?? this.#sendAll(), promise]);
    stop();
    this.#stopPause?.();
    // The sink may have it all the same: twice is better than never.
    if (this.#sending !== undefined) this.#putBack(this.#sending);
    await this.#spilling;
    await this.#spillDownTo(0);
    const told = this.#loss.line();
    if (told !== undefined && (await this.#options.spill.put(told).catch(() => false))) this.#loss.told(told);
    this.#loss.tell();
  }

  #seal(): void {
    this.#stopGathering?.();
    this.#stopGathering = undefined;
    if (this.#lines.length === 0) return;
    const chunk: LogChunk = { bytes: Buffer.from(`${this.#lines.join("\n")}\n`), lines: this.#lines.length };
    this.#lines = [];
    this.#openBytes = 0;
    this.#add(chunk);
  }

  #add(chunk: LogChunk): void {
    if (this.#waitingBytes + chunk.bytes.length > 2 * this.#memoryBytes) {
      this.#loss.note(chunk.lines, noRoom);
      return;
    }
    this.#chunks.push(chunk);
    this.#waitingBytes += chunk.bytes.length;
    if (this.#waitingBytes > this.#memoryBytes) this.#spill();
    this.#work();
  }

  #work(): void {
    if (this.#working !== undefined || this.#isPaused) return;
    this.#working = this.#sendAll().finally(() => {
      this.#working = undefined;
      if (this.#chunks.length > 0) this.#work();
    });
  }

  /** What is in memory first: it is the one that has little room. */
  async #sendAll(): Promise<void> {
    for (let chunk = this.#take(); chunk !== undefined; chunk = this.#take()) {
      this.#sending = chunk;
      const isSent = await this.#send(chunk);
      this.#sending = undefined;
      if (!isSent) return this.#putBack(chunk);
    }
    await this.#sendSpilled();
  }

  async #sendSpilled(): Promise<void> {
    const { spill } = this.#options;
    try {
      for (let chunk = await spill.first(); chunk !== undefined && this.#chunks.length === 0; chunk = await spill.first()) {
        if ("kind" in chunk) this.#loss.note(chunk.lines, chunk.reason);
        else if (!(await this.#send(chunk))) return;
        await spill.dropFirst();
      }
    } catch (error) {
      this.#pause(error);
    }
  }

  async #send(chunk: LogChunk): Promise<boolean> {
    try {
      await this.#sendLoss();
      await this.#options.sink.send(chunk);
      this.#written.add(chunk.lines);
      this.#pauseMs = firstPauseMs;
      return true;
    } catch (error) {
      if (!(error instanceof RefusedChunkError)) return this.#pause(error);
      this.#options.logger.error("The sink of the decision log refuses lines, they are lost", { reason: error.message, lines: chunk.lines });
      this.#loss.note(chunk.lines, error.message);
      return true;
    }
  }

  async #sendLoss(): Promise<void> {
    const told = this.#loss.line();
    if (told === undefined) return;
    const { sink, logger } = this.#options;
    await sink.send(told).catch((error: unknown) => {
      if (!(error instanceof RefusedChunkError)) throw error;
      logger.error("The sink of the decision log refuses to hear of lost lines", { reason: error.message, lines: told.lost });
    });
    this.#loss.told(told);
  }

  /** Tries again after a while. Answers false, for those who asked to send. */
  #pause(error: unknown): false {
    const { logger, clock, sink } = this.#options;
    if (this.#pauseMs === firstPauseMs) logger.warn(`Decision log cannot be sent to ${sink.name}, lines are kept`, { reason: String(error) });
    this.#isPaused = true;
    this.#stopPause = clock.schedule(this.#pauseMs, () => this.#resume());
    this.#pauseMs = Math.min(longestPauseMs, this.#pauseMs * 2);
    return false;
  }

  #resume(): void {
    this.#stopPause?.();
    this.#isPaused = false;
    this.#work();
  }

  #take(): LogChunk | undefined {
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) this.#waitingBytes -= chunk.bytes.length;
    return chunk;
  }

  #putBack(chunk: LogChunk): void {
    this.#chunks.unshift(chunk);
    this.#waitingBytes += chunk.bytes.length;
    if (this.#waitingBytes > this.#memoryBytes) this.#spill();
  }

  #spill(): void {
    this.#spilling ??= this.#spillDownTo(this.#memoryBytes / 2).finally(() => {
      this.#spilling = undefined;
    });
  }

  /** Moves the oldest lines to the spill until no more than so many bytes are in memory. What it has no room for is lost. */
  async #spillDownTo(bytes: number): Promise<void> {
    while (this.#waitingBytes > bytes) {
      const chunk = this.#take();
      if (chunk === undefined) return;
      const kept = await this.#options.spill.put(chunk).catch(String);
      if (kept !== true) this.#loss.note(chunk.lines, kept === false ? noRoom : kept);
    }
  }
}

/** Lines that are lost: counted, and said in both logs. */
class Loss {
  readonly #options: LogQueueOptions;
  readonly #counter;
  #untold = 0;
  #since = 0;
  #silent = 0;
  #saidAt = Number.NEGATIVE_INFINITY;
  #reason = noRoom;
  #stopWaiting: (() => void) | undefined;

  constructor(options: LogQueueOptions) {
    this.#options = options;
    this.#counter = options.metrics.counter({ name: "sluice_authz_log_lost_total", help: "Lines of the decision log that are lost, for want of room" });
  }

  note(lines: number, reason: string): void {
    this.#counter.add(lines);
    if (this.#untold === 0) this.#since = this.#options.clock.now();
    this.#untold += lines;
    this.#silent += lines;
    this.#reason = reason;
    const { clock } = this.#options;
    const waitMs = this.#saidAt + tellLossEveryMs - clock.monotonic();
    if (waitMs <= 0) this.tell();
    else this.#stopWaiting ??= clock.schedule(waitMs, () => this.tell());
  }

  /** Says it in the program's log. */
  tell(): void {
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
    if (this.#silent === 0) return;
    this.#options.logger.error("Lines of the decision log are lost", { lines: this.#silent, reason: this.#reason });
    this.#silent = 0;
    this.#saidAt = this.#options.clock.monotonic();
  }

  /** What the log itself says of it; undefined when nothing is lost since it was said last. */
  line(): (LogChunk & { readonly lost: number }) | undefined {
    if (this.#untold === 0) return undefined;
    const { clock } = this.#options;
    const record = { time: new Date(clock.now()).toISOString(), outcome: "lost", lines: this.#untold, since: new Date(this.#since).toISOString() };
    return { bytes: Buffer.from(`${JSON.stringify(record)}\n`), lines: 1, lost: this.#untold };
  }

  told(line: { readonly lost: number } | undefined): void {
    this.#untold -= line?.lost ?? 0;
  }
}
