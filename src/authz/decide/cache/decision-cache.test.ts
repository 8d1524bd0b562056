import { describe, expect, it } from "vitest";
import { RetirableEvidence } from "../evidence.ts";
import { DecisionCache, type KeptDecision } from "./decision-cache.ts";

function kept(until: number, evidence = new RetirableEvidence(), size = 0): KeptDecision {
  return { decision: { until, evidence: [evidence] }, reply: { size } } as unknown as KeptDecision;
}

const bounds = { entries: 10, characters: 1000 };

describe("DecisionCache", () => {
  it("keeps a decision until it ends", () => {
    const cache = new DecisionCache(bounds);
    const decision = kept(100);
    cache.set("a", decision, 0);
    expect([cache.get("a", 99), cache.get("a", 100), cache.get("a", 0), cache.size]).toEqual([decision, undefined, undefined, 0]);
  });

  it("keeps nothing whose evidence is retired, and nothing that is good for no time", () => {
    const cache = new DecisionCache(bounds);
    const evidence = new RetirableEvidence();
    cache.set("a", kept(100, evidence), 0);
    cache.set("b", kept(0), 0);
    evidence.retire();
    expect([cache.get("a", 0), cache.size]).toEqual([undefined, 0]);
  });

  it("stays within its bounds, and forgets what is not used first", () => {
    const cache = new DecisionCache(bounds);
    for (let index = 0; index < 100; index += 1) {
      cache.set(String(index), kept(100), 0);
      cache.get("0", 0);
      expect(cache.size).toBeLessThanOrEqual(bounds.entries);
    }
    expect(cache.get("0", 0)).toBeDefined();
    expect(cache.get("1", 0)).toBeUndefined();
  });

  it("counts characters too", () => {
    const cache = new DecisionCache({ entries: 1000, characters: 1000 });
    for (let index = 0; index < 100; index += 1) cache.set(String(index).padEnd(100, "x"), kept(100), 0);
    expect(cache.size).toBeLessThanOrEqual(10);
    cache.set("y".repeat(10_000), kept(100), 0);
    expect(cache.get("y".repeat(10_000), 0)).toBeUndefined();
  });

  it("counts replies too", () => {
    const cache = new DecisionCache({ entries: 1000, characters: 1000 });
    for (let index = 0; index < 100; index += 1) cache.set(String(index), kept(100, undefined, 98), 0);
    expect(cache.size).toBeLessThanOrEqual(10);
    cache.set("large", kept(100, undefined, 600), 0);
    expect(cache.get("large", 0)).toBeUndefined();
  });

  it("has the room again of what it replaces", () => {
    const cache = new DecisionCache({ entries: 1000, characters: 1000 });
    cache.set("first", kept(100), 0);
    for (let index = 0; index < 100; index += 1) cache.set("same", kept(100, undefined, 300), 0);
    expect([cache.get("first", 0) !== undefined, cache.size]).toEqual([true, 2]);
  });

  it("replaces what it has", () => {
    const cache = new DecisionCache(bounds);
    const second = kept(200);
    cache.set("a", kept(100), 0);
    cache.set("a", second, 0);
    expect([cache.get("a", 150), cache.size]).toEqual([second, 1]);
  });
});
