import { describe, expect, it, vi } from "vitest";
import type { Collection, CollectionChange } from "./collection.ts";
import { createQueryEngine } from "./query-engine.ts";

function contents<V>(collection: Collection<V>): [string, V][] {
  return [...collection.entries()].map(([key, value]) => [key, value]);
}

function members<V>(collection: Collection<{ entries(): Iterable<readonly [string, V]> }>): Record<string, Record<string, V>> {
  return Object.fromEntries([...collection.entries()].map(([key, group]) => [key, Object.fromEntries(group.entries())]));
}

describe("query engine: operators", () => {
  it("maps each entry and leaves out undefined", () => {
    const engine = createQueryEngine();
    const numbers = engine.input<number>("numbers");
    const odd = numbers.map("odd", (value) => (value % 2 === 1 ? value * 10 : undefined));
    for (const [key, value] of Object.entries({ b: 1, a: 3, c: 2 })) numbers.set(key, value);
    engine.settle();
    expect(contents(odd)).toEqual([
      ["a", 30],
      ["b", 10],
    ]);
    numbers.set("c", 5);
    numbers.set("a", 4);
    numbers.delete("b");
    engine.settle();
    expect(contents(odd)).toEqual([["c", 50]]);
    expect([odd.size, odd.has("c"), odd.has("a"), odd.get("c"), odd.get("a")]).toEqual([1, true, false, 50, undefined]);
  });

  it("lets the smallest source win a key in flatMap, and the next one when it goes", () => {
    const engine = createQueryEngine();
    const routes = engine.input<readonly string[]>("routes");
    const hosts = routes.flatMap("hosts", (names, key) => names.map((name) => [name, `${key}:${name}`] as const));
    routes.set("r2", ["x", "y"]);
    routes.set("r3", ["x"]);
    engine.settle();
    expect(contents(hosts)).toEqual([
      ["x", "r2:x"],
      ["y", "r2:y"],
    ]);
    routes.set("r1", ["x", "x"]);
    engine.settle();
    expect(hosts.get("x")).toBe("r1:x");
    routes.delete("r2");
    engine.settle();
    expect(contents(hosts)).toEqual([["x", "r1:x"]]);
    routes.set("r1", []);
    engine.settle();
    expect(contents(hosts)).toEqual([["x", "r3:x"]]);
    routes.delete("r3");
    engine.settle();
    expect(contents(hosts)).toEqual([]);
  });

  it("filters, groups and concatenates", () => {
    const engine = createQueryEngine();
    const left = engine.input<number>("left");
    const right = engine.input<number>("right");
    const both = left.concat("both", right);
    const big = both.filter("big", (value) => value > 2);
    const groups = big.groupBy("groups", (value) => (value > 10 ? undefined : `mod${value % 2}`));
    right.set("a", 3);
    right.set("b", 4);
    left.set("a", 5);
    left.set("c", 1);
    left.set("d", 11);
    engine.settle();
    expect(members(groups)).toEqual({ mod0: { b: 4 }, mod1: { a: 5 } });
    left.delete("a");
    right.set("b", 7);
    engine.settle();
    expect(members(groups)).toEqual({ mod1: { a: 3, b: 7 } });
    expect(contents(both)).toEqual([
      ["a", 3],
      ["b", 7],
      ["c", 1],
      ["d", 11],
    ]);
  });

  it("derives from what is there already", () => {
    const engine = createQueryEngine();
    const numbers = engine.input<number>("numbers");
    numbers.set("a", 1);
    engine.settle();
    const doubled = numbers.map("doubled", (value) => value * 2);
    engine.settle();
    expect(contents(doubled)).toEqual([["a", 2]]);
  });
});

describe("query engine: recorded reads", () => {
  it("recomputes the entries that read a key, also one that did not exist", () => {
    const engine = createQueryEngine();
    const services = engine.input<{ port: number }>("services");
    const routes = engine.input<string>("routes");
    const clusters = routes.map("clusters", (service, _key, read) => read.get(services, service)?.port ?? "missing");
    routes.set("r1", "s1");
    routes.set("r2", "s2");
    engine.settle();
    expect(contents(clusters)).toEqual([
      ["r1", "missing"],
      ["r2", "missing"],
    ]);
    engine.resetStats();
    services.set("s2", { port: 80 });
    engine.settle();
    expect(clusters.get("r2")).toBe(80);
    expect(engine.stats().computed.get("clusters")).toBe(1);
    routes.set("r2", "s1");
    engine.settle();
    engine.resetStats();
    services.set("s2", { port: 81 });
    engine.settle();
    expect(engine.stats().computed.get("clusters")).toBe(0);
  });
});

describe("query engine: flush", () => {
  it("tells net changes in key order", () => {
    const engine = createQueryEngine();
    const numbers = engine.input<number>("numbers");
    const doubled = numbers.map("doubled", (value) => value * 2);
    const observer = vi.fn<(changes: readonly CollectionChange<number>[]) => void>();
    doubled.observe(observer);
    numbers.set("b", 1);
    engine.settle();
    numbers.set("a", 1);
    numbers.set("c", 1);
    engine.settle();
    numbers.delete("c");
    engine.flush();
    expect(observer.mock.calls).toEqual([
      [
        [
          { key: "a", before: undefined, after: 2 },
          { key: "b", before: undefined, after: 2 },
        ],
      ],
    ]);
  });
});

describe("query engine: attempt", () => {
  it("answers what would be, and leaves everything as it was", () => {
    const engine = createQueryEngine();
    const numbers = engine.input<number>("numbers");
    const groups = numbers.groupBy("groups", (value) => `g${value % 2}`);
    numbers.set("a", 1);
    engine.flush();
    const before = groups.get("g1");
    const observer = vi.fn();
    groups.observe(observer);
    const seen = engine.attempt(
      () => {
        numbers.set("b", 3);
        numbers.delete("a");
      },
      () => members(groups),
    );
    expect(seen).toEqual({ g1: { b: 3 } });
    engine.flush();
    expect(groups.get("g1")).toBe(before);
    expect(contents(numbers)).toEqual([["a", 1]]);
    expect(observer).not.toHaveBeenCalled();
  });
});
