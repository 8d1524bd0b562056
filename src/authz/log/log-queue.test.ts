import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/kit/fake-clock.ts";
import { RecordedMetrics } from "../../../test/kit/http2/recorded-metrics.ts";
import { silentLogger } from "../../kit/telemetry.ts";
import { type LogChunk, type LogSink, type LogSpill, RefusedChunkError } from "./log-chunk.ts";
import { LogQueue } from "./log-queue.ts";
import { MemorySpill } from "./spill/memory-spill.ts";

const minute = 60_000;

/** A sink that a test switches off and on. */
class TestSink implements LogSink {
  readonly name = "test";
  readonly lines: string[] = [];
  fault: Error | "hangs" | undefined;
  /** Lines that it will never take. */
  refuses: RegExp | undefined;

  async send({ bytes, lines }: LogChunk): Promise<void> {
    if (this.fault === "hangs") await new Promise(() => undefined);
    if (this.fault instanceof Error) throw this.fault;
    if (this.refuses?.test(Buffer.from(bytes).toString("utf8")) === true) throw new RefusedChunkError("Answered 422");
    const taken = Buffer.from(bytes).toString("utf8").trimEnd().split("\n");
    expect(taken).toHaveLength(lines);
    this.lines.push(...taken);
  }
}

function queueWith({
  spill = new MemorySpill({ bytes: 100_000_000 }),
  memoryBytes = 1_000_000,
}: {
  readonly spill?: LogSpill;
  readonly memoryBytes?: number;
} = {}) {
  const [sink, clock, metrics] = [new TestSink(), new FakeClock(), new RecordedMetrics()];
  const errors: string[] = [];
  const said: number[] = [];
  const error = (message: string, fields?: object): void => {
    errors.push(message);
    if (message === "Lines of the decision log are lost" && fields !== undefined && "lines" in fields) said.push(Number(fields.lines));
  };
  const logger = { ...silentLogger, error };
  const queue = new LogQueue({ sink, spill, clock, logger, metrics, memoryBytes });
  const value = (name: string) => metrics.value(`sluice_authz_log_${name}`, {});
  /** How many lines the program's log has told of. */
  const saidLost = (): number => said.reduce((sum, lines) => sum + lines, 0);
  return { queue, sink, clock, errors, value, saidLost };
}

/** The first chunk that is read is gone. */
function goneAtFirst(spill: MemorySpill): LogSpill {
  let isGone = false;
  return {
    put: (chunk) => spill.put(chunk),
    dropFirst: () => spill.dropFirst(),
    first: async () => {
      const chunk = await spill.first();
      if (chunk === undefined || isGone) return chunk;
      isGone = true;
      return { kind: "gone", lines: chunk.lines, reason: "ENOENT" };
    },
  };
}

const line = (number: number): string => JSON.stringify({ number, text: "x".repeat(500) });

/** Writes numbered lines over a time, some each second. */
async function writeOver({ queue, clock }: Pick<ReturnType<typeof queueWith>, "queue" | "clock">, { seconds = 0, perSecond = 0, from = 0 }): Promise<number> {
  let number = from;
  for (let second = 0; second < seconds; second += 1) {
    for (let count = 0; count < perSecond; count += 1) queue.write(line(number++));
    await clock.advanceAsync(1000);
  }
  return number;
}

describe("the queue of the decision log", () => {
  it("sends lines within a second, together", async () => {
    const { queue, sink, clock } = queueWith();
    queue.write(line(1));
    queue.write(line(2));
    await clock.advanceAsync(1000);
    expect(sink.lines).toEqual([line(1), line(2)]);
  });

  it("loses nothing while a sink is down for ten minutes, and keeps little of it in memory", async () => {
    const parts = queueWith();
    parts.sink.fault = new Error("Down");
    const written = await writeOver(parts, { seconds: 600, perSecond: 50 });
    expect(parts.sink.lines).toEqual([]);
    expect(parts.value("waiting_bytes")).toBeLessThan(2_000_000);
    parts.sink.fault = undefined;
    await parts.clock.advanceAsync(minute);
    expect(new Set(parts.sink.lines)).toEqual(new Set(Array.from({ length: written }, (_, number) => line(number))));
    expect(parts.sink.lines).toHaveLength(written);
    expect([parts.value("lost_total"), parts.value("sent_total"), parts.value("waiting_bytes")]).toEqual([0, written, 0]);
  });

  it("counts what finds no room, says so in both logs, and loses nothing uncounted", async () => {
    const parts = queueWith({ spill: new MemorySpill({ bytes: 3_000_000 }) });
    parts.sink.fault = new Error("Down");
    const written = await writeOver(parts, { seconds: 600, perSecond: 50 });
    parts.sink.fault = undefined;
    await parts.clock.advanceAsync(minute);
    const lost = parts.value("lost_total");
    const told = parts.sink.lines.map((text) => JSON.parse(text) as { outcome?: string; lines?: number }).filter(({ outcome }) => outcome === "lost");
    expect(lost).toBeGreaterThan(0);
    expect(told.reduce((sum, { lines = 0 }) => sum + lines, 0)).toBe(lost);
    expect(parts.sink.lines.length - told.length).toBe(written - lost);
    expect(parts.errors.length).toBeGreaterThan(0);
    expect(parts.errors.length).toBeLessThanOrEqual(11);
  });

  it("is bounded with a sink that hangs and a spill that hangs", async () => {
    const spill: LogSpill = { put: () => new Promise(() => undefined), first: () => Promise.resolve(undefined), dropFirst: () => Promise.resolve() };
    const parts = queueWith({ spill });
    parts.sink.fault = "hangs";
    const written = await writeOver(parts, { seconds: 200, perSecond: 50 });
    expect(parts.value("waiting_bytes")).toBeLessThan(2_300_000);
    expect(parts.value("lost_total")).toBeGreaterThan(written / 2);
  });

  it("counts as lost what the spill cannot write", async () => {
    const broken: LogSpill = {
      put: () => Promise.reject(new Error("No space left")),
      first: () => Promise.resolve(undefined),
      dropFirst: () => Promise.resolve(),
    };
    const parts = queueWith({ spill: broken });
    parts.sink.fault = new Error("Down");
    const written = await writeOver(parts, { seconds: 200, perSecond: 50 });
    parts.sink.fault = undefined;
    await parts.clock.advanceAsync(minute);
    expect(parts.value("sent_total") + parts.value("lost_total")).toBe(written);
    expect(parts.value("lost_total")).toBeGreaterThan(0);
  });

  it("gives up on lines that the sink will never take, and goes on", async () => {
    const parts = queueWith();
    parts.sink.fault = new RefusedChunkError("Answered 400");
    parts.queue.write(line(1));
    await parts.clock.advanceAsync(1000);
    parts.sink.fault = undefined;
    parts.queue.write(line(2));
    await parts.clock.advanceAsync(1000);
    expect(parts.value("lost_total")).toBe(1);
    expect(parts.sink.lines.at(-1)).toBe(line(2));
  });

  it("goes on when the sink refuses the line that tells of a loss", async () => {
    const parts = queueWith({ spill: new MemorySpill({ bytes: 0 }), memoryBytes: 40_000 });
    parts.sink.fault = new Error("Down");
    const written = await writeOver(parts, { seconds: 20, perSecond: 10 });
    const lost = parts.value("lost_total");
    expect(lost).toBeGreaterThan(0);
    parts.sink.fault = undefined;
    parts.sink.refuses = /"outcome":"lost"/u;
    await parts.clock.advanceAsync(minute);
    expect(written - lost).toBeGreaterThan(0);
    expect(parts.sink.lines).toHaveLength(written - lost);
    expect(parts.value("lost_total")).toBe(lost);
    expect(parts.errors).toContain("The sink of the decision log refuses to hear of lost lines");
  });

  it("tells of the last lines that are lost, too, without another loss", async () => {
    const parts = queueWith({ spill: new MemorySpill({ bytes: 0 }), memoryBytes: 10_000 });
    parts.sink.fault = new Error("Down");
    await writeOver(parts, { seconds: 10, perSecond: 10 });
    expect(parts.saidLost()).toBeLessThan(parts.value("lost_total"));
    await parts.clock.advanceAsync(minute);
    expect(parts.saidLost()).toBe(parts.value("lost_total"));
  });

  it("counts as lost what is gone from the spill, and goes on with what is behind it", async () => {
    const spill = new MemorySpill({ bytes: 100_000_000 });
    const parts = queueWith({ spill: goneAtFirst(spill), memoryBytes: 10_000 });
    parts.sink.fault = new Error("Down");
    const written = await writeOver(parts, { seconds: 20, perSecond: 10 });
    parts.sink.fault = undefined;
    await parts.clock.advanceAsync(minute);
    expect(parts.value("lost_total")).toBeGreaterThan(0);
    expect(parts.value("sent_total") + parts.value("lost_total")).toBe(written);
    expect(parts.saidLost()).toBe(parts.value("lost_total"));
  });

  it("leaves to the next one what it could not say of a loss", async () => {
    const spill = new MemorySpill({ bytes: 40_000 });
    const first = queueWith({ spill, memoryBytes: 10_000 });
    first.sink.fault = new Error("Down");
    await writeOver(first, { seconds: 10, perSecond: 50 });
    const closed = first.queue.close();
    await first.clock.advanceAsync(3000);
    await closed;
    const lost = first.value("lost_total");
    expect([first.saidLost(), lost > 0]).toEqual([lost, true]);
    const next = queueWith({ spill });
    await next.clock.advanceAsync(1000);
    const told = next.sink.lines.map((text) => JSON.parse(text) as { outcome?: string; lines?: number }).filter(({ outcome }) => outcome === "lost");
    expect(told.reduce((sum, { lines = 0 }) => sum + lines, 0)).toBe(lost);
  });

  it("sends what waits before it closes, and leaves the rest to the next one, also what the sink has not answered about", async () => {
    const spill = new MemorySpill({ bytes: 1_000_000 });
    const first = queueWith({ spill });
    first.queue.write(line(1));
    await first.queue.close();
    expect(first.sink.lines).toEqual([line(1)]);
    first.sink.fault = "hangs";
    first.queue.write(line(2));
    await first.clock.advanceAsync(1000);
    first.queue.write(line(3));
    const closed = first.queue.close();
    await first.clock.advanceAsync(3000);
    await closed;
    const next = queueWith({ spill });
    await next.clock.advanceAsync(1000);
    expect(next.sink.lines).toEqual([line(2), line(3)]);
    expect(first.value("lost_total")).toBe(0);
  });
});
