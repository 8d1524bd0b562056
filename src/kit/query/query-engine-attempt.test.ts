import { describe, expect, it, vi } from "vitest";
import { createQueryEngine } from "./query-engine.ts";

function grouped() {
  const engine = createQueryEngine();
  const numbers = engine.input<{ n: number }>("numbers");
  const names = engine.input<string>("names");
  const read = numbers.map("read", ({ n }, key, reader) => {
    if (n < 0) throw new RangeError(`${key} is negative`);
    return { text: `${reader.get(names, String(n)) ?? "?"}${n}` };
  });
  const groups = read.groupBy("groups", ({ text }) => text.slice(0, 1));
  return { engine, numbers, names, read, groups };
}

describe("query engine: attempt", () => {
  it("answers what would be, and leaves every reference as it was", () => {
    const { engine, numbers, names, read, groups } = grouped();
    const observer = vi.fn();
    numbers.set("a", { n: 1 });
    names.set("1", "x");
    engine.flush();
    for (const collection of [numbers, read, groups]) collection.observe(observer);
    const before = [numbers.get("a"), read.get("a"), groups.get("x"), names.get("1")];
    const seen = engine.attempt(
      () => {
        numbers.set("b", { n: 1 });
        names.set("1", "y");
        numbers.set("a", { n: 2 });
      },
      () => [...groups.entries()].map(([key, group]) => [key, [...group.values()]]),
    );
    expect(seen).toEqual([
      ["?", [{ text: "?2" }]],
      ["y", [{ text: "y1" }]],
    ]);
    engine.resetStats();
    engine.flush();
    expect([...engine.stats().computed.values()]).toEqual([0, 0, 0, 0]);
    expect([numbers.get("a"), read.get("a"), groups.get("x"), names.get("1")].map((value, index) => value === before[index])).toEqual([true, true, true, true]);
    expect([numbers.size, read.size, groups.size]).toEqual([1, 1, 1]);
    expect(observer).not.toHaveBeenCalled();
    names.set("1", "z");
    engine.settle();
    expect(read.get("a")).toEqual({ text: "z1" });
  });

  it("keeps what was set before it, and tells that in the next flush", () => {
    const { engine, numbers, read } = grouped();
    const observer = vi.fn();
    read.observe(observer);
    numbers.set("a", { n: 1 });
    engine.attempt(
      () => numbers.set("a", { n: 2 }),
      () => undefined,
    );
    expect(numbers.get("a")).toEqual({ n: 1 });
    expect(read.get("a")).toEqual({ text: "?1" });
    engine.flush();
    expect(observer.mock.calls).toEqual([[[{ key: "a", before: undefined, after: { text: "?1" } }]]]);
  });

  it("undoes what the look sets, too", () => {
    const { engine, numbers, read } = grouped();
    numbers.set("a", { n: 1 });
    engine.settle();
    const observer = vi.fn();
    numbers.observe(observer);
    engine.attempt(
      () => numbers.set("b", { n: 2 }),
      () => {
        numbers.set("c", { n: 3 });
        numbers.set("a", { n: 4 });
        engine.settle();
        numbers.set("a", { n: 5 });
      },
    );
    engine.resetStats();
    engine.flush();
    expect(observer).not.toHaveBeenCalled();
    expect([...read.entries()]).toEqual([["a", { text: "?1" }]]);
    expect(engine.stats().computed.get("read")).toBe(0);
    numbers.set("a", { n: 5 });
    engine.settle();
    expect(read.get("a")).toEqual({ text: "?5" });
  });

  it.each(["change", "look"])("undoes when %s throws", (where) => {
    const { engine, numbers, read } = grouped();
    numbers.set("a", { n: 1 });
    engine.settle();
    const fail = (here: string) => {
      if (where === here) throw new TypeError(`from ${here}`);
    };
    const run = () =>
      engine.attempt(
        () => {
          numbers.set("a", { n: 2 });
          fail("change");
        },
        () => fail("look"),
      );
    expect(run).toThrow(`from ${where}`);
    engine.settle();
    expect([numbers.get("a"), read.get("a")]).toEqual([{ n: 1 }, { text: "?1" }]);
  });

  it("throws when its own change cannot be computed, and looks at nothing then", () => {
    const { engine, numbers } = grouped();
    const look = vi.fn(() => 1);
    expect(() => engine.attempt(() => numbers.set("a", { n: -1 }), look)).toThrow('Entry "a" of collection "read" could not be computed: a is negative');
    expect(look).not.toHaveBeenCalled();
    expect(() => engine.flush()).not.toThrow();
  });

  it("is not hindered by what fails already, which is told by the next settle", () => {
    const { engine, numbers, read } = grouped();
    numbers.set("a", { n: -1 });
    expect(
      engine.attempt(
        () => numbers.set("b", { n: 2 }),
        () => read.get("b"),
      ),
    ).toEqual({ text: "?2" });
    expect(() =>
      engine.attempt(
        () => numbers.set("a", { n: -2 }),
        () => undefined,
      ),
    ).toThrow("a is negative");
    expect(() => engine.settle()).toThrow("a is negative");
    expect(
      engine.attempt(
        () => numbers.set("a", { n: 3 }),
        () => read.get("a"),
      ),
    ).toEqual({ text: "?3" });
    expect(() => engine.settle()).toThrow("a is negative");
    numbers.set("a", { n: 3 });
    engine.settle();
    expect(read.get("a")).toEqual({ text: "?3" });
  });

  it("keeps a comparison's failure that came before it for the next settle", () => {
    const engine = createQueryEngine();
    const numbers = engine.input<number>("numbers");
    const brittle = numbers.map("brittle", (value) => value, {
      equals: () => {
        throw new RangeError("cannot compare");
      },
    });
    numbers.set("a", 1);
    engine.settle();
    numbers.set("a", 2);
    for (const round of [1, 2]) {
      engine.attempt(
        () => numbers.set("b", round),
        () => undefined,
      );
    }
    expect(() => engine.settle()).toThrow('Entry "a" of collection "brittle" could not be computed: cannot compare');
    expect(brittle.get("a")).toBe(2);
    expect(() => engine.settle()).not.toThrow();
  });

  it("costs what its change costs", () => {
    const { engine, numbers } = grouped();
    for (let index = 0; index < 1000; index += 1) numbers.set(`k${index}`, { n: index });
    engine.settle();
    engine.resetStats();
    engine.attempt(
      () => numbers.set("k5", { n: 7 }),
      () => undefined,
    );
    expect(Object.fromEntries(engine.stats().computed)).toEqual({ numbers: 0, names: 0, read: 1, groups: 1 });
  });

  it("refuses what would outlive it", () => {
    const { engine, numbers } = grouped();
    const attempt = (look: () => unknown) => () => engine.attempt(() => undefined, look);
    expect(attempt(() => engine.flush())).toThrow("Cannot flush inside of an attempt");
    expect(attempt(() => engine.input("late"))).toThrow('Collection "late" cannot be created inside of an attempt');
    expect(attempt(() => numbers.observe(() => undefined))).toThrow('Collection "numbers" cannot be observed inside of an attempt');
    expect(() => engine.input("late")).not.toThrow();
  });
});
