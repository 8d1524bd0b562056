import { describe, expect, it, vi } from "vitest";
import type { CollectionChange } from "./collection.ts";
import { createQueryEngine } from "./query-engine.ts";

function observed() {
  const engine = createQueryEngine();
  const numbers = engine.input<number>("numbers");
  const doubled = numbers.map("doubled", (value) => value * 2);
  const observer = vi.fn<(changes: readonly CollectionChange<number>[]) => void>();
  const stop = doubled.observe(observer);
  return { engine, numbers, doubled, observer, stop };
}

describe("query engine: flush", () => {
  it("tells the net changes of all settles, in key order", () => {
    const { engine, numbers, observer } = observed();
    numbers.set("b", 1);
    engine.settle();
    numbers.set("a", 1);
    numbers.set("c", 1);
    engine.settle();
    numbers.delete("c");
    expect(observer).not.toHaveBeenCalled();
    engine.flush();
    numbers.set("b", 2);
    numbers.delete("a");
    engine.flush();
    engine.flush();
    const told = observer.mock.calls.map(([changes]) => changes);
    expect(told).toEqual([
      [
        { key: "a", before: undefined, after: 2 },
        { key: "b", before: undefined, after: 2 },
      ],
      [
        { key: "a", before: 2, after: undefined },
        { key: "b", before: 2, after: 4 },
      ],
    ]);
  });

  it("tells nothing of what was set and set back", () => {
    const { engine, numbers, observer } = observed();
    numbers.set("a", 1);
    engine.flush();
    observer.mockClear();
    numbers.set("a", 2);
    engine.settle();
    numbers.set("a", 1);
    engine.flush();
    expect(observer).not.toHaveBeenCalled();
  });

  it("tells an observer what came after it, and nothing after its end", () => {
    const { engine, numbers, doubled, observer, stop } = observed();
    numbers.set("a", 1);
    engine.settle();
    const late = vi.fn();
    doubled.observe(late);
    stop();
    numbers.set("b", 1);
    engine.flush();
    expect(observer).not.toHaveBeenCalled();
    expect(late.mock.calls).toEqual([[[{ key: "b", before: undefined, after: 2 }]]]);
  });

  it("does not call an observer that another one has just ended", () => {
    const { engine, numbers, doubled, observer, stop } = observed();
    stop();
    let stopSecond: () => void = () => undefined;
    doubled.observe(() => stopSecond());
    stopSecond = doubled.observe(observer);
    numbers.set("a", 1);
    engine.flush();
    expect(observer).not.toHaveBeenCalled();
  });

  it("lets observers set inputs: the next flush tells it", () => {
    const { engine, numbers, doubled, observer } = observed();
    const stop = doubled.observe(() => {
      stop();
      numbers.set("b", 2);
      engine.settle();
    });
    numbers.set("a", 1);
    engine.flush();
    expect(observer).toHaveBeenCalledTimes(1);
    engine.flush();
    expect(observer.mock.calls.at(-1)).toEqual([[{ key: "b", before: undefined, after: 4 }]]);
  });

  it("tells everybody else when an observer throws, then throws", () => {
    const { engine, numbers, doubled, observer } = observed();
    const cause = new TypeError("no space");
    numbers.observe(() => {
      throw cause;
    });
    const last = vi.fn();
    doubled.observe(last);
    numbers.set("a", 1);
    expect(() => engine.flush()).toThrow(
      expect.objectContaining({ code: "ERR_QUERY_OBSERVER", message: 'An observer of collection "numbers" failed: no space', cause }),
    );
    expect(observer).toHaveBeenCalledTimes(1);
    expect(last).toHaveBeenCalledTimes(1);
    engine.flush();
    expect(last).toHaveBeenCalledTimes(1);
  });

  it("is refused inside of an observer", () => {
    const { engine, numbers, doubled } = observed();
    doubled.observe(() => engine.flush());
    numbers.set("a", 1);
    expect(() => engine.flush()).toThrow(/Cannot flush inside of an observer/);
    numbers.set("a", 2);
    expect(() => engine.flush()).toThrow(/Cannot flush inside of an observer/);
  });
});
