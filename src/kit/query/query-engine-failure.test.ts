import { describe, expect, it, vi } from "vitest";
import type { Collection, Read } from "./collection.ts";
import { createQueryEngine } from "./query-engine.ts";

function failing() {
  const engine = createQueryEngine();
  const numbers = engine.input<number>("numbers");
  const broken = new Set<string>();
  const compute = vi.fn((value: number, key: string) => {
    if (broken.has(key)) throw new RangeError(`broken ${key}`);
    return value * 2;
  });
  const doubled = numbers.map("doubled", compute);
  return { engine, numbers, broken, doubled, compute };
}

describe("query engine: computations that throw", () => {
  it("are named; the entry keeps its last good value, and everything else goes on", () => {
    const { engine, numbers, broken, doubled } = failing();
    const observer = vi.fn();
    doubled.observe(observer);
    for (const key of ["a", "b", "c"]) numbers.set(key, 1);
    engine.flush();
    for (const key of ["b", "c"]) broken.add(key);
    for (const key of ["a", "b", "c"]) numbers.set(key, 5);
    expect(() => engine.flush()).toThrow(
      expect.objectContaining({
        name: "QueryError",
        code: "ERR_QUERY_COMPUTE",
        message: 'Entry "b" of collection "doubled" could not be computed: broken b (and 1 more)',
        cause: new RangeError("broken b"),
        failures: [expect.objectContaining({ collection: "doubled", key: "b" }), expect.objectContaining({ collection: "doubled", key: "c" })],
      }),
    );
    expect([...doubled.entries()]).toEqual([
      ["a", 10],
      ["b", 2],
      ["c", 2],
    ]);
    expect(observer).toHaveBeenLastCalledWith([{ key: "a", before: 2, after: 10 }]);
  });

  it("are tried again by each settle, and only they", () => {
    const { engine, numbers, broken, doubled, compute } = failing();
    broken.add("a");
    numbers.set("a", 1);
    numbers.set("b", 1);
    expect(() => engine.settle()).toThrow("broken a");
    compute.mockClear();
    expect(() => engine.settle()).toThrow("broken a");
    expect(compute.mock.calls.map(([, key]) => key)).toEqual(["a"]);
    broken.clear();
    engine.settle();
    expect(doubled.get("a")).toBe(2);
    compute.mockClear();
    engine.settle();
    expect(compute).not.toHaveBeenCalled();
  });

  it("are forgotten when their source goes", () => {
    const { engine, numbers, broken, doubled } = failing();
    numbers.set("a", 1);
    engine.settle();
    broken.add("a");
    numbers.set("a", 2);
    expect(() => engine.settle()).toThrow("broken a");
    numbers.delete("a");
    engine.settle();
    expect(doubled.has("a")).toBe(false);
  });

  it("are named also when a lazy flatMap, a filter or a group throws something odd", () => {
    const engine = createQueryEngine();
    const numbers = engine.input<number>("numbers");
    const odd: unknown = "a text";
    numbers.flatMap("lazy", function* lazy() {
      yield ["x", 1] as const;
      throw odd;
    });
    numbers.filter("kept", () => {
      throw odd;
    });
    numbers.groupBy("grouped", () => {
      throw odd;
    });
    numbers.set("a", 1);
    expect(() => engine.settle()).toThrow('Entry "a" of collection "lazy" could not be computed: a text (and 2 more)');
  });
});

describe("query engine: mistakes", () => {
  /** Runs `compute` inside of a computation and answers what it threw. */
  function inside(compute: (read: Read, made: { engine: ReturnType<typeof createQueryEngine>; later: () => Collection<number> }) => unknown): string {
    const engine = createQueryEngine();
    const numbers = engine.input<number>("numbers");
    let later: Collection<number> = numbers;
    const derived = numbers.map("derived", (value, _key, read) => {
      compute(read, { engine, later: () => later });
      return value;
    });
    later = derived.map("later", (value) => value);
    numbers.set("a", 1);
    try {
      engine.settle();
    } catch (error) {
      return String(error);
    }
    return "nothing was thrown";
  }

  it.each<[string, string, Parameters<typeof inside>[0]]>([
    [
      "a later collection",
      'Collection "derived" reads collection "later": it may read collections that were created before it only; create "later" first',
      (read, { later }) => read.get(later(), "a"),
    ],
    [
      "another engine's",
      'Collection "derived" reads collection "foreign", which is not of its engine',
      (read) => read.get(createQueryEngine().input("foreign"), "a"),
    ],
    ["an unrecorded get", 'Cannot read collection "later" inside of a computation: use read.get', (_read, { later }) => later().get("a")],
    ["an unrecorded has", 'Cannot read collection "later" inside of a computation: use read.get', (_read, { later }) => later().has("a")],
    ["unrecorded entries", 'Cannot read collection "later" inside of a computation: use read.get', (_read, { later }) => later().entries()],
    ["an unrecorded size", 'Cannot read collection "later" inside of a computation: use read.get', (_read, { later }) => later().size],
    ["a new collection", 'Cannot create collection "new" inside of a computation', (_read, { engine }) => engine.input("new")],
    ["an observer", 'Cannot observe collection "later" inside of a computation', (_read, { later }) => later().observe(() => undefined)],
    ["a settle", "Cannot settle inside of a computation", (_read, { engine }) => engine.settle()],
    [
      "an attempt",
      "Cannot settle inside of a computation",
      (_read, { engine }) =>
        engine.attempt(
          () => undefined,
          () => undefined,
        ),
    ],
  ])("refuses %s inside of a computation", (_, message, compute) => {
    expect(inside(compute)).toBe(`QueryError: Entry "a" of collection "derived" could not be computed: ${message}`);
  });

  it("refuses to set an input inside of a computation", () => {
    const engine = createQueryEngine();
    const numbers = engine.input<number>("numbers");
    numbers.map("set", () => numbers.set("b", 1));
    numbers.map("delete", () => numbers.delete("b"));
    numbers.set("a", 1);
    expect(() => engine.settle()).toThrow(
      'Entry "a" of collection "set" could not be computed: Cannot set collection "numbers" inside of a computation (and 1 more)',
    );
    expect(numbers.size).toBe(1);
  });

  it("refuses a read after the computation", () => {
    const engine = createQueryEngine();
    const numbers = engine.input<number>("numbers");
    const kept: Read[] = [];
    numbers.map("keep", (_value, _key, read) => kept.push(read));
    numbers.set("a", 1);
    engine.settle();
    expect(() => kept[0]?.get(numbers, "a")).toThrow('Collection "numbers" was read after the computation had ended');
  });

  it("refuses a name twice, an undefined value and a stranger", () => {
    const engine = createQueryEngine();
    const numbers = engine.input<number | undefined>("numbers");
    expect(() => numbers.filter("numbers", () => true)).toThrow('There is a collection "numbers" already: names are unique');
    expect(() => numbers.set("a", undefined)).toThrow('Entry "a" of collection "numbers" cannot be set to undefined: delete it instead');
    const foreign = createQueryEngine().input<number | undefined>("foreign");
    expect(() => numbers.concat("both", foreign)).toThrow('Collection "both" joins collection "foreign", which is not of its engine');
    expect(numbers.concat("both", numbers).size).toBe(0);
  });
});
