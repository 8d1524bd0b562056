import { describe, expect, it } from "vitest";
import { FakeClock } from "./fake-clock.ts";

describe("FakeClock", () => {
  it("runs what is due in order, each task at its own time, also what tasks schedule", () => {
    const clock = new FakeClock();
    const seen: [string, number][] = [];
    clock.schedule(20, () => seen.push(["late", clock.monotonic()]));
    clock.schedule(10, () => {
      seen.push(["early", clock.monotonic()]);
      clock.schedule(5, () => seen.push(["added", clock.monotonic()]));
    });
    clock.schedule(5, () => seen.push(["cancelled", clock.monotonic()]))();
    clock.advance(100);
    expect(seen).toEqual([
      ["early", 10],
      ["added", 15],
      ["late", 20],
    ]);
    expect(clock.monotonic()).toBe(100);
  });

  it("runs overdue tasks late after a pause", () => {
    const clock = new FakeClock();
    const seen: number[] = [];
    clock.schedule(10, () => seen.push(clock.monotonic()));
    clock.pause(50);
    expect(seen).toEqual([50]);
  });

  it("jumps the wall clock only", () => {
    const clock = new FakeClock();
    clock.jump(-3_600_000);
    expect([clock.now(), clock.monotonic()]).toEqual([Date.UTC(2025, 11, 31, 23), 0]);
  });
});
