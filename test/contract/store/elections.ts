import { beforeEach, describe, expect, it } from "vitest";
import { recordPrefix, type Store } from "../../../src/store/store.ts";
import type { CreateSubject } from "./subject.ts";

class Candidate {
  readonly #abort = new AbortController();
  readonly done: Promise<void>;
  leading = false;
  changes = 0;
  #tell: (() => void) | undefined;

  constructor(store: Store, name: string, onLead: () => void = () => undefined) {
    const onChange = (leading: boolean) => {
      this.leading = leading;
      this.changes += 1;
      if (leading) onLead();
      this.#tell?.();
    };
    this.done = store.elect("compaction", { candidate: name, signal: this.#abort.signal, onChange });
  }

  resign(): Promise<void> {
    this.#abort.abort();
    return this.done;
  }

  async until(leading: boolean): Promise<void> {
    while (this.leading !== leading) {
      await new Promise<void>((resolve) => {
        this.#tell = resolve;
      });
    }
  }
}

/** Election: one leader at a time. */
export function describeElections(create: CreateSubject): void {
  describe("elect", () => {
    let store: Store;
    beforeEach(async () => {
      ({ store } = await create());
      return () => store.close();
    });

    it("has one leader at a time, and another as soon as it resigns", async () => {
      let leaders: Candidate[] = [];
      const check = () => {
        leaders = candidates.filter((candidate) => candidate.leading);
        expect(leaders).toHaveLength(1);
      };
      const candidates: Candidate[] = [];
      for (const name of ["a", "b", "c"]) candidates.push(new Candidate(store, name, check));
      for (let left = candidates.length; left > 0; left -= 1) {
        await Promise.race(candidates.map((candidate) => candidate.until(true)));
        const [leader] = candidates.filter((candidate) => candidate.leading);
        const others = candidates.filter((candidate) => candidate !== leader);
        const resigned = leader?.resign();
        expect(leader?.leading === true && others.some((candidate) => candidate.leading)).toBe(false);
        await resigned;
        expect(leader).toMatchObject({ leading: false, changes: 2 });
        candidates.splice(0, candidates.length, ...others);
      }
      expect(await store.listRecords(recordPrefix.leader)).toEqual([]);
    });

    it("leaves the leader alone as long as it is well", async () => {
      const leader = new Candidate(store, "a");
      await leader.until(true);
      const others = ["b", "c"].map((name) => new Candidate(store, name));
      for (let step = 0; step < 20; step += 1) await store.putRecord(`${recordPrefix.leader}other`, { step });
      expect([leader, ...others].map(({ changes }) => changes)).toEqual([1, 0, 0]);
      await Promise.all(others.map((other) => other.resign()));
      await leader.resign();
    });

    it("names the leader in a record", async () => {
      const candidate = new Candidate(store, "replica-1");
      await candidate.until(true);
      expect((await store.getRecord(`${recordPrefix.leader}compaction`))?.value).toEqual({ candidate: "replica-1" });
      await candidate.resign();
    });

    it("ceases to lead when its record is taken away, and stands again", async () => {
      const candidate = new Candidate(store, "a");
      await candidate.until(true);
      await store.deleteRecord(`${recordPrefix.leader}compaction`);
      await candidate.until(false);
      await candidate.until(true);
      expect(candidate.changes).toBe(3);
      await candidate.resign();
    });

    it("never tells a candidate that has resigned", async () => {
      const leader = new Candidate(store, "a");
      await leader.until(true);
      const waiting = new Candidate(store, "b");
      await waiting.resign();
      await leader.resign();
      expect(waiting.changes).toBe(0);
      expect(await store.listRecords(recordPrefix.leader)).toEqual([]);
    });

    it("holds elections of different names apart", async () => {
      const abort = new AbortController();
      const won: string[] = [];
      const done = ["one", "one-more"].map((name) =>
        store.elect(name, { candidate: "a", signal: abort.signal, onChange: (leading) => leading && won.push(name) && won.length === 2 && abort.abort() }),
      );
      await Promise.all(done);
      expect(won.toSorted()).toEqual(["one", "one-more"]);
    });
  });
}
