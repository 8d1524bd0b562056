import { describe, expect, it } from "vitest";
import type { JournalEntry } from "../../snapshot/journal.ts";
import type { LedgerEntry } from "../subscription/ledger.ts";
import { agedEntries } from "./aged-ledger.ts";
import { Ages } from "./ages.ts";

describe("the ages of a stream", () => {
  it("are those of the first moment at which the client had everything up to a position", () => {
    const ages = new Ages();
    ages.note("cluster", { position: 3, at: 30 });
    ages.note("cluster", { position: 3, at: 40 });
    ages.note("cluster", { position: 7, at: 70 });
    expect([0, 3, 4, 7, 8].map((position) => ages.since("cluster", position))).toEqual([30, 30, 70, 70, undefined]);
    expect(ages.since("route", 1)).toBeUndefined();
  });

  it("are never too old, and take no more room with more changes", () => {
    const ages = new Ages();
    for (let position = 1; position <= 1000; position += 1) ages.note("cluster", { position, at: position });
    const told = Array.from({ length: 1000 }, (_, index) => ages.since("cluster", index + 1) ?? 0);
    expect(told.every((at, index) => at >= index + 1)).toBe(true);
    expect(new Set(told).size).toBeLessThanOrEqual(8);
    expect([told[0], ...told.slice(-4)]).toEqual([1, 997, 998, 999, 1000]);
  });
});

describe("a ledger with ages", () => {
  const change = (name: string, parts: Partial<JournalEntry>): [string, JournalEntry] => {
    return [`cluster ${name}`, { position: 5, revision: 5, at: 50, type: "cluster", name, version: "v2", ...parts }];
  };

  function aged(entry: Partial<LedgerEntry>, ...changes: readonly [string, JournalEntry][]) {
    const ages = new Ages();
    ages.note("cluster", { position: 4, at: 42 });
    ages.note("cluster", { position: 9, at: 90 });
    const whole: LedgerEntry = {
      type: "cluster",
      name: "a",
      state: "acked",
      wanted: "v2",
      sent: undefined,
      sentIn: undefined,
      held: "v2",
      detail: undefined,
      ...entry,
    };
    const sentAt = (_: string, nonce: string): number => Number(nonce);
    const [{ wantedAt, since } = { wantedAt: undefined, since: undefined }] = agedEntries([whole], { changes: new Map(changes), ages, openedAt: 40, sentAt });
    return [wantedAt, since];
  }

  it.each([
    ["what the client took", { state: "acked" }, [50, 90]],
    ["what went out", { state: "sent", sentIn: "77" }, [50, 77]],
    ["a cluster that warms", { state: "warming", sentIn: "78" }, [50, 78]],
    ["what is to go out", { state: "due" }, [50, 50]],
    ["what is refused, which outlives the stream", { state: "refused" }, [50, undefined]],
    ["a version that is shown to this client alone", { state: "acked", wanted: "other" }, [undefined, 90]],
  ] as const)("tells of %s", (_, entry, expected) => {
    expect(aged(entry, change("a", {}))).toEqual(expected);
  });

  it("does not take the start of the replica for a change, and tells of what never changed since the stream has it", () => {
    expect(aged({}, change("a", { position: 1, at: 10 }))).toEqual([undefined, 42]);
    expect(aged({})).toEqual([undefined, 42]);
    expect(aged({ state: "due" })).toEqual([undefined, 40]);
  });

  it("tells since when what is gone is leaving", () => {
    expect(aged({ state: "leaving", wanted: undefined }, change("a", { version: undefined }))).toEqual([undefined, 50]);
  });
});
