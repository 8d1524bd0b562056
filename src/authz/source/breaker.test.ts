import { expect, it } from "vitest";
import { FakeClock } from "../../../test/kit/fake-clock.ts";
import { Breaker } from "./breaker.ts";

/** Calls through a breaker that the test ends by hand. */
class Calls {
  readonly clock = new FakeClock();
  readonly breaker = new Breaker(this.clock, 2);
  readonly told: string[] = [];
  readonly #under = new Map<string, (error?: Error) => void>();

  get underWay(): readonly string[] {
    return [...this.#under.keys()];
  }

  async make(name: string): Promise<void> {
    const refusal = await this.breaker.enter();
    if (refusal !== undefined) return void this.told.push(`${name}: ${refusal}`);
    const call = new Promise<void>((resolve, reject) => this.#under.set(name, (error) => (error === undefined ? resolve() : reject(error))));
    await this.breaker.run(() => call).catch(() => this.told.push(`${name} failed`));
  }

  async end(name: string, error?: Error): Promise<void> {
    this.#under.get(name)?.(error);
    this.#under.delete(name);
    await this.settled();
  }

  settled(): Promise<void> {
    return new Promise((resolve) => void setImmediate(resolve));
  }
}

it("a call beyond those that may be under way waits for its turn, in order", async () => {
  const calls = new Calls();
  for (const name of ["a", "b", "c", "d"]) void calls.make(name);
  await calls.settled();
  expect(calls.underWay).toEqual(["a", "b"]);
  await calls.end("b");
  expect(calls.underWay).toEqual(["a", "c"]);
  await calls.end("a", new Error("down"));
  expect(calls.underWay).toEqual(["c", "d"]);
  expect(calls.told).toEqual(["a failed"]);
});

it("who waits is told at once when the server is known to fail", async () => {
  const calls = new Calls();
  for (const name of ["a", "b", "c", "d", "e", "f", "g"]) void calls.make(name);
  await calls.settled();
  for (const name of ["a", "b", "c", "d"]) await calls.end(name, new Error("down"));
  expect(calls.underWay).toEqual(["e", "f"]);
  await calls.end("e", new Error("down"));
  expect(calls.told).toContain("g: it failed 5 times in a row, at last: down");
});

it("who has waited for longer than anybody waits for an answer is not asked about", async () => {
  const calls = new Calls();
  for (const name of ["a", "b", "c"]) void calls.make(name);
  await calls.settled();
  calls.clock.advance(10_001);
  await calls.end("a");
  expect([calls.underWay, calls.told]).toEqual([["b"], ["c: its turn did not come within 10 s"]]);
});

it("no more wait than so many", async () => {
  const calls = new Calls();
  for (let count = 0; count < 2 + 1024; count += 1) void calls.make(`call ${count}`);
  await calls.settled();
  expect(calls.told).toEqual([]);
  await calls.make("one more");
  expect(calls.told).toEqual(["one more: 2 questions are under way already, and 1024 wait"]);
});
