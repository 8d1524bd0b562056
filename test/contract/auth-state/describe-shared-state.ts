import { beforeAll, describe, expect, it } from "vitest";
import type { SharedState } from "../../../src/authz/source/state/shared-state.ts";

/** State under test, as two replicas have it, and the time that it goes by. */
export interface SharedStateSubject {
  readonly own: SharedState;
  /** Another replica's; memory is shared by nobody, so that it is the same one. */
  readonly other: SharedState;
  /** Lets time pass; with a real store, waits. */
  pass(ms: number): Promise<void>;
}

/** The suite that every adapter of `SharedState` passes. */
export function describeSharedState(name: string, create: () => Promise<SharedStateSubject>): void {
  describe(`shared state: ${name}`, () => {
    let subject: SharedStateSubject;
    beforeAll(async () => {
      subject = await create();
    });

    it("is claimed by whoever comes first, wherever that is", async () => {
      const { own, other } = subject;
      expect(await own.claim("a", "first", 60_000)).toBe("first");
      expect(await other.claim("a", "second", 60_000)).toBe("first");
      expect(await own.claim("a", "first", 60_000)).toBe("first");
      const claims = await Promise.all(Array.from({ length: 50 }, async (_, index) => (index % 2 === 0 ? own : other).claim("race", `${index}`, 60_000)));
      expect(new Set(claims).size).toBe(1);
    });

    it("has what was set last", async () => {
      const { own, other } = subject;
      expect(await own.get("b")).toBeUndefined();
      await own.set("b", "{'a b': 'ü'}", 60_000);
      expect(await other.get("b")).toBe("{'a b': 'ü'}");
      await other.set("b", "", 60_000);
      expect(await own.get("b")).toBe("");
      expect(await own.claim("b", "mine", 60_000)).toBe("");
    });

    it("loses what is taken away, unless it is another one", async () => {
      const { own, other } = subject;
      await own.set("c", "mine", 60_000);
      await other.delete("c", "yours");
      expect(await own.get("c")).toBe("mine");
      await other.delete("c", "mine");
      expect(await own.get("c")).toBeUndefined();
      await own.set("c", "mine", 60_000);
      await other.delete("c");
      expect(await own.get("c")).toBeUndefined();
      await own.delete("c", "mine");
    });

    it("ends by itself, and no sooner", async () => {
      const { own, other } = subject;
      await own.set("short", "set", 300.5);
      await own.claim("claimed", "one", 300.5);
      await own.claim("over", "one", -5);
      await own.set("long", "set", 60_000);
      await subject.pass(2);
      expect([await other.get("short"), await other.get("claimed"), await other.get("over")]).toEqual(["set", "one", undefined]);
      await subject.pass(400);
      expect([await other.get("short"), await own.get("long")]).toEqual([undefined, "set"]);
      expect(await other.claim("claimed", "two", 60_000)).toBe("two");
    });
  });
}
