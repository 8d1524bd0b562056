import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/kit/fake-clock.ts";
import { withHeartbeat } from "./with-heartbeat.ts";

/** A source that a test feeds, which ends with its signal. */
function source() {
  const items: number[] = [];
  let wake = (): void => undefined;
  let ended = false;
  async function* open(signal: AbortSignal): AsyncGenerator<number> {
    signal.addEventListener("abort", () => wake());
    try {
      while (!signal.aborted) {
        const item = items.shift();
        if (item !== undefined) yield item;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    } finally {
      ended = true;
    }
  }
  return {
    open,
    push: (item: number) => {
      items.push(item);
      wake();
    },
    ended: () => ended,
  };
}

describe("withHeartbeat", () => {
  it("beats in silence and is quiet while there is something to say", async () => {
    const clock = new FakeClock();
    const { open, push } = source();
    const beats = withHeartbeat(open, { ms: 1000, clock, signal: new AbortController().signal });
    const first = beats.next();
    await clock.advanceAsync(1000);
    expect(await first).toEqual({ done: false, value: "heartbeat" });
    const second = beats.next();
    await clock.advanceAsync(999);
    push(7);
    expect(await second).toEqual({ done: false, value: 7 });
    const third = beats.next();
    await clock.advanceAsync(999);
    push(8);
    expect(await third).toEqual({ done: false, value: 8 });
    await beats.return(undefined);
  });

  it("ends the source when nobody reads on, also in silence", async () => {
    const { open, ended } = source();
    const clock = new FakeClock();
    const beats = withHeartbeat(open, { ms: 1000, clock, signal: new AbortController().signal });
    const first = beats.next();
    await clock.advanceAsync(1000);
    await first;
    await beats.return(undefined);
    expect(ended()).toBe(true);
  });

  it("ends with its signal", async () => {
    const { open, ended } = source();
    const end = new AbortController();
    const beats = withHeartbeat(open, { ms: 1000, clock: new FakeClock(), signal: end.signal });
    const first = beats.next();
    end.abort();
    expect(await first).toEqual({ done: true, value: undefined });
    expect(ended()).toBe(true);
  });

  it("passes the source's failure on", async () => {
    // biome-ignore lint/correctness/useYield: it fails before it has anything to say
    async function* broken(): AsyncGenerator<number> {
      throw new TypeError("Broken");
    }
    const beats = withHeartbeat(broken, { ms: 1000, clock: new FakeClock(), signal: new AbortController().signal });
    await expect(beats.next()).rejects.toThrow("Broken");
  });
});
