import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DeadlineWheel, type WheelEntry } from "./deadline-wheel.ts";

class Entry implements WheelEntry {
  wheelNext: WheelEntry | undefined;
  wheelPrevious: WheelEntry | undefined;
  wheelSlot = -1;
  readonly deadline: number;

  constructor(deadline: number) {
    this.deadline = deadline;
  }
}

/** A wheel beside a plain set. */
class WheelAndModel {
  readonly #wheel = new DeadlineWheel<Entry>(5, 0);
  readonly #waiting = new Set<Entry>();
  #now = 0;

  add(afterMs: number): void {
    const entry = new Entry(this.#now + afterMs);
    this.#wheel.add(entry);
    this.#waiting.add(entry);
  }

  remove(index: number): void {
    const entry = [...this.#waiting][index];
    if (entry === undefined) return;
    this.#wheel.remove(entry);
    this.#wheel.remove(entry);
    this.#waiting.delete(entry);
  }

  advance(ms: number): void {
    this.#now += ms;
    const due = [...this.#waiting].filter(({ deadline }) => deadline <= this.#now);
    const given: Entry[] = [];
    this.#wheel.advance(this.#now, (entry) => void given.push(entry));
    expect(new Set(given)).toEqual(new Set(due));
    expect(given).toHaveLength(due.length);
    for (const entry of due) this.#waiting.delete(entry);
    expect(this.#wheel.count).toBe(this.#waiting.size);
  }
}

describe("deadline wheel", () => {
  it("gives every entry that was not removed once, at the first advance after its deadline", () => {
    const step = fc.oneof(
      fc.tuple(fc.constant("add" as const), fc.double({ min: 0, max: 8000, noNaN: true })),
      fc.tuple(fc.constant("remove" as const), fc.nat(30)),
      fc.tuple(fc.constant("advance" as const), fc.double({ min: 0, max: 4000, noNaN: true })),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const both = new WheelAndModel();
        for (const [name, value] of steps) both[name](value);
        both.advance(10_000);
      }),
    );
  });

  it("lets what is due take others out and put some in", () => {
    const wheel = new DeadlineWheel<Entry>(5, 0);
    const [first, second, third] = [new Entry(1), new Entry(2), new Entry(3)];
    wheel.add(first);
    wheel.add(second);
    const given: Entry[] = [];
    wheel.advance(10, (entry) => {
      given.push(entry);
      wheel.remove(entry === first ? second : first);
      if (given.length === 1) wheel.add(third);
    });
    expect(given).toHaveLength(1);
    wheel.advance(11, (entry) => void given.push(entry));
    expect(given).toHaveLength(2);
    expect(wheel.count).toBe(0);
  });
});
