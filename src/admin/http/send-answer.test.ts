import { Writable } from "node:stream";
import type { Request, Response } from "express";
import { afterEach, describe, expect, it, vi } from "vitest";
import { sendAnswer } from "./send-answer.ts";

/** A response whose reader takes nothing until it is told to. */
class SlowResponse extends Writable {
  taken = "";
  #waiting: (() => void) | undefined;
  #free = false;
  constructor() {
    super({ highWaterMark: 10, decodeStrings: false });
  }
  status(): this {
    return this;
  }
  set(): this {
    return this;
  }
  flushHeaders(): void {
    // Headers are of no interest here.
  }
  /** From now on everything is taken at once. */
  takeAll(): void {
    this.#free = true;
  }
  /** Takes what waits, if anything does. */
  take(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.();
  }
  override _write(chunk: string, _encoding: string, done: () => void): void {
    this.#waiting = () => {
      this.taken += chunk;
      done();
    };
    if (this.#free) this.take();
  }
}

/** Each piece is work of `busyMs` that nothing interrupts. */
function send(pieces: readonly string[], signal = new AbortController().signal, busyMs = 0) {
  const response = new SlowResponse();
  let asked = 0;
  let ended = false;
  async function* stream(): AsyncGenerator<string> {
    try {
      for (const piece of pieces) {
        asked += 1;
        for (const end = performance.now() + busyMs; performance.now() < end; );
        yield await Promise.resolve(piece);
      }
    } finally {
      ended = true;
    }
  }
  const answer = { status: 200, mediaType: "text/plain", stream: stream() };
  const sent = sendAnswer({ answer, request: { method: "GET" } as Request, response: response as unknown as Response, signal });
  return { response, sent, asked: () => asked, ended: () => ended };
}

const long = "x".repeat(100);

afterEach(() => {
  vi.useRealTimers();
});

describe("a stream", () => {
  it("is asked for no more than its reader takes", async () => {
    const { response, sent, asked } = send([long, long, long]);
    await vi.waitFor(() => expect(asked()).toBe(1));
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked()).toBe(1);
    while (!response.writableFinished) {
      response.take();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await sent;
    expect(response.taken).toBe(long.repeat(3));
  });

  it("is cut off when its reader takes nothing for half a minute", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const end = new AbortController();
    const { response, sent, ended } = send([long, long], end.signal);
    response.once("close", () => end.abort());
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
    vi.advanceTimersByTime(29_000);
    expect(response.destroyed).toBe(false);
    vi.advanceTimersByTime(1000);
    await sent;
    expect([response.destroyed, ended()]).toEqual([true, true]);
  });

  it("lets everything else have its turn, however fast its reader is", async () => {
    const { response, sent } = send(
      Array.from({ length: 200 }, () => "x"),
      undefined,
      1,
    );
    response.takeAll();
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    await sent;
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
    expect(response.taken).toHaveLength(200);
  });

  it("ends with its signal", async () => {
    const end = new AbortController();
    const { response, sent, asked, ended } = send([long, long, long], end.signal);
    await vi.waitFor(() => expect(asked()).toBe(1));
    end.abort();
    await sent;
    expect([asked(), ended(), response.writableEnded]).toEqual([1, true, true]);
  });
});
