import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/kit/fake-clock.ts";
import type { OutagePolicy } from "../../model/limit/limit.ts";
import type { Ask } from "../decide/charge.ts";
import { MemoryCounters } from "./memory/memory-counters.ts";
import { OutagePolicies } from "./outage-policies.ts";

const limit = { kind: "fixed-window", max: 10, window: { kind: "length", ms: 3_600_000 } } as const;

function ask(onOutage: OutagePolicy | "error", count = 1): Ask {
  return { charges: [{ key: "k", group: "k", limit, hits: 1, ceiling: 10, lease: "", onOutage }], chargeDenied: false, count };
}

function policies(share: number): OutagePolicies {
  return new OutagePolicies({ local: new MemoryCounters({ clock: new FakeClock() }), share: () => share });
}

describe("OutagePolicies", () => {
  it.each([
    ["deny", false],
    ["allow", true],
    ["error", false],
  ] as const)("%s", (policy, admitted) => {
    expect(policies(1).decide([ask(policy)])).toMatchObject([{ admitted, source: "outage" }]);
  });

  it("local goes on by this replica's share of the limit", () => {
    const verdicts = policies(0.3).decide([ask("local", 5)]);
    expect(verdicts.map(({ admitted }) => admitted)).toEqual([true, true, true, false, false]);
  });
});
