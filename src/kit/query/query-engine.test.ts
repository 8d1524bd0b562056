import { describe, expect, it } from "vitest";
import type { Collection } from "./collection.ts";
import { createQueryEngine } from "./query-engine.ts";
import { sourceOf } from "./read-source.ts";
import { Table } from "./table.ts";

function contents<V>(collection: Collection<V>): [string, V][] {
  return [...collection.entries()].map(([key, value]) => [key, value]);
}

function members<V>(collection: Collection<{ entries(): Iterable<readonly [string, V]> }>): Record<string, Record<string, V>> {
  return Object.fromEntries([...collection.entries()].map(([key, group]) => [key, Object.fromEntries(group.entries())]));
}

/** What a collection keeps behind its public side. */
function sizes<V>(collection: Collection<V>): Readonly<Record<string, number>> {
  const source = sourceOf(collection);
  return source instanceof Table ? source.sizes() : {};
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
  });

  it("frees the edges of what is no longer read, and of entries that are gone", () => {
    const engine = createQueryEngine();
    const services = engine.input<number>("services");
    const routes = engine.input<string>("routes");
    const clusters = routes.map("clusters", (service, _key, read) => (read.get(services, service) ?? 0) + (read.get(services, service) ?? 0));
    for (const key of ["r1", "r2", "r3"]) routes.set(key, "s1");
    engine.settle();
    expect(sizes(services)).toMatchObject({ targets: 1, readers: 3 });
    routes.set("r2", "s2");
    routes.delete("r3");
    engine.settle();
    expect(sizes(services)).toMatchObject({ targets: 2, readers: 2 });
    expect(sizes(clusters)).toMatchObject({ reading: 2, reads: 2 });
    engine.resetStats();
    services.set("s2", 4);
    engine.settle();
    expect(engine.stats().computed.get("clusters")).toBe(1);
    routes.delete("r1");
    routes.delete("r2");
    engine.settle();
    expect(sizes(services)).toMatchObject({ values: 1, targets: 0, readers: 0 });
    expect(sizes(clusters)).toMatchObject({ values: 0, reading: 0, reads: 0 });
  });

  it("reads groups, and sees a group come and go", () => {
    const engine = createQueryEngine();
    const instances = engine.input<{ service: string; address: string }>("instances");
    const services = engine.input<number>("services");
    const groups = instances.groupBy("groups", ({ service }) => service);
    const sets = services.map("sets", (_value, key, read) => [...(read.get(groups, key)?.values() ?? [])].map(({ address }) => address).join());
    services.set("s1", 1);
    services.set("s2", 1);
    engine.settle();
    instances.set("i2", { service: "s1", address: "b" });
    instances.set("i1", { service: "s1", address: "a" });
    engine.resetStats();
    engine.settle();
    expect(sets.get("s1")).toBe("a,b");
    expect(engine.stats().computed.get("sets")).toBe(1);
    instances.delete("i1");
    instances.delete("i2");
    engine.settle();
    expect(sets.get("s1")).toBe("");
    expect(groups.has("s1")).toBe(false);
  });

  it("computes an entry once a settle, after all that it reads", () => {
    const engine = createQueryEngine();
    const numbers = engine.input<number>("numbers");
    const left = numbers.map("left", (value) => value + 1);
    const right = numbers.map("right", (value) => value + 1);
    const seen: boolean[] = [];
    const both = numbers.map("both", (value, key, read) => {
      seen.push(read.get(left, key) === value + 1 && read.get(right, key) === value + 1);
      return value;
    });
    numbers.set("a", 1);
    engine.settle();
    numbers.set("a", 2);
    engine.settle();
    expect(seen).toEqual([true, true]);
    expect(both.get("a")).toBe(2);
  });

  it("stops where a value comes out equal", () => {
    const engine = createQueryEngine();
    const numbers = engine.input<{ n: number }>("numbers");
    const parity = numbers.map("parity", ({ n }) => ({ odd: n % 2 === 1 }));
    const rough = numbers.map("rough", ({ n }) => n, { equals: (left, right) => Math.abs(left - right) < 5 });
    const text = parity.map("text", ({ odd }, key, read) => `${odd} ${read.get(rough, key)}`);
    numbers.set("a", { n: 1 });
    engine.settle();
    const before = parity.get("a");
    engine.resetStats();
    numbers.set("a", { n: 3 });
    engine.settle();
    expect(Object.fromEntries(engine.stats().computed)).toEqual({ numbers: 0, parity: 1, rough: 1, text: 0 });
    expect(parity.get("a")).toBe(before);
    expect(text.get("a")).toBe("true 1");
    numbers.set("a", { n: 3 });
    engine.settle();
    expect(engine.stats().computed.get("parity")).toBe(1);
  });
});

describe("query engine: cost", () => {
  /** Functions called for one changed route of a fleet of `size` routes. */
  function callsForOneChange(size: number) {
    const engine = createQueryEngine();
    const services = engine.input<number>("services");
    const routes = engine.input<{ host: string; service: string }>("routes");
    const rules = routes.flatMap("rules", ({ host, service }, key, read) => [[`${key}/0`, { host, port: read.get(services, service) }]]);
    const hosts = rules.filter("kept", () => true).groupBy("hosts", ({ host }) => host);
    hosts.map("virtual hosts", (group, key, read) => `${key}: ${group.size} of ${read.get(hosts, key)?.size}`);
    for (let index = 0; index < 100; index += 1) services.set(`s${index}`, index);
    for (let index = 0; index < size; index += 1) routes.set(`r${index}`, { host: `h${index % 50}`, service: `s${index % 100}` });
    engine.settle();
    engine.resetStats();
    routes.set("r7", { host: "h7", service: "s8" });
    engine.settle();
    return Object.fromEntries(engine.stats().computed);
  }

  it("does not grow with what is unrelated", () => {
    const calls = callsForOneChange(100);
    expect(calls).toEqual({ services: 0, routes: 0, rules: 1, kept: 1, hosts: 1, "virtual hosts": 1 });
    expect(callsForOneChange(20_000)).toEqual(calls);
  });

  it("stays small when thousands of sources contend for one key", () => {
    const engine = createQueryEngine();
    const routes = engine.input<number>("routes");
    const used = routes.flatMap("used", (value, key) => [["shared", `${key}:${value}`]]);
    for (let index = 0; index < 20_000; index += 1) routes.set(`r${index}`, index);
    engine.settle();
    for (let index = 0; index < 10_000; index += 1) {
      routes.delete(`r${index}`);
      engine.settle();
    }
    expect([...used.entries()]).toEqual([["shared", "r10000:10000"]]);
    expect(engine.stats().computed.get("used")).toBe(20_000);
  });
});

describe("query engine: inputs", () => {
  it("show at once, and keep the old value when the new one is equal", () => {
    const engine = createQueryEngine();
    const objects = engine.input<{ n: number }>("objects");
    const first = { n: 1 };
    objects.set("a", first);
    expect(objects.get("a")).toBe(first);
    engine.settle();
    const changes: unknown[] = [];
    objects.observe((told) => changes.push(...told));
    objects.set("a", { n: 1 });
    engine.flush();
    expect(objects.get("a")).toBe(first);
    objects.set("a", { n: 2 });
    objects.set("b", { n: 1 });
    objects.set("a", first);
    objects.delete("b");
    engine.flush();
    expect(changes).toEqual([]);
  });

  it("take an equality of their own", () => {
    const engine = createQueryEngine();
    const words = engine.input<string>("words", { equals: (left, right) => left.toLowerCase() === right.toLowerCase() });
    const derived = words.map("derived", (word) => word);
    words.set("a", "Word");
    engine.settle();
    words.set("a", "WORD");
    engine.settle();
    expect([words.get("a"), derived.get("a"), engine.stats().computed.get("derived")]).toEqual(["Word", "Word", 1]);
  });
});

describe("query engine: iteration", () => {
  it("goes over the entries as they were when it began", () => {
    const engine = createQueryEngine();
    const numbers = engine.input<number>("numbers");
    for (const key of ["c", "a", "d"]) numbers.set(key, 1);
    const first = numbers.entries();
    numbers.set("b", 2);
    const second = numbers.entries();
    numbers.delete("a");
    numbers.set("d", 3);
    expect([...first].map(([key]) => key)).toEqual(["a", "c", "d"]);
    expect([...second]).toEqual([
      ["a", 1],
      ["b", 2],
      ["c", 1],
      ["d", 1],
    ]);
    expect(contents(numbers).map(([key]) => key)).toEqual(["b", "c", "d"]);
  });
});
