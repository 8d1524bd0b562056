import { describe, expect, it } from "vitest";
import { type LoadCounts, LoadHistory, type LoadReport } from "./load-history.ts";

const tenSeconds = 10_000;

function counts(issued: number, more: Partial<LoadCounts> = {}): LoadCounts {
  return { issued, succeeded: issued, failed: 0, inProgress: 0, ...more };
}

function report(zones: Readonly<Record<string, LoadCounts>>, dropped = 0): LoadReport {
  return { intervalMs: tenSeconds, services: new Map([["shop/cart", { dropped, zones: new Map(Object.entries(zones)) }]]) };
}

/** A history whose clock a test sets. */
function history(): { readonly loads: LoadHistory; readonly clock: { at: number } } {
  const clock = { at: 0 };
  return { clock, loads: new LoadHistory({ monotonic: () => clock.at }) };
}

describe("load history", () => {
  it("sums up by zone and node; what is in progress is that of the last report", () => {
    const { loads } = history();
    loads.take("a", report({ "eu/1": counts(100, { inProgress: 7 }), "eu/2": counts(10) }));
    loads.take("a", report({ "eu/1": counts(300, { inProgress: 2, failed: 5, succeeded: 295 }) }, 4));
    loads.take("b", report({ "eu/2": counts(50) }));
    const part = { failed: 0, inProgress: 0 };
    expect(loads.of("shop/cart")).toEqual({
      windowMs: 20_000,
      total: { name: "", issued: 460, succeeded: 455, failed: 5, inProgress: 2, dropped: 4, issuedPerSecond: 25.5 },
      zones: [
        { name: "eu/1", issued: 400, succeeded: 395, failed: 5, inProgress: 2, dropped: 0, issuedPerSecond: 20 },
        { name: "eu/2", ...part, issued: 60, succeeded: 60, dropped: 0, issuedPerSecond: 5.5 },
      ],
      nodes: [
        { name: "a", issued: 410, succeeded: 405, failed: 5, inProgress: 2, dropped: 4, issuedPerSecond: 20.5 },
        { name: "b", ...part, issued: 50, succeeded: 50, dropped: 0, issuedPerSecond: 5 },
      ],
    });
  });

  it("keeps six reports of a node, so that one without requests pushes an old one out", () => {
    const { loads } = history();
    loads.take("a", report({ z: counts(600) }));
    for (let index = 0; index < 5; index += 1) loads.take("a", { intervalMs: tenSeconds, services: new Map() });
    expect(loads.of("shop/cart")).toMatchObject({ windowMs: 60_000, total: { issued: 600, issuedPerSecond: 10 } });
    loads.take("a", { intervalMs: tenSeconds, services: new Map() });
    expect(loads.of("shop/cart")).toMatchObject({ windowMs: 60_000, total: { issued: 0 }, nodes: [] });
  });

  it("forgets a node that has been silent for as long as its reports look back", () => {
    const { loads, clock } = history();
    loads.take("a", report({ z: counts(1) }));
    clock.at = 6 * tenSeconds;
    expect(loads.of("shop/cart").total.issued).toBe(1);
    clock.at += 1;
    expect(loads.of("shop/cart")).toMatchObject({ windowMs: 0, total: { issued: 0 } });
  });

  it("forgets nodes that came and went, though nobody asks, and whatever they say of how often they report", () => {
    let now = 0;
    const loads = new LoadHistory({ monotonic: () => now });
    for (let index = 0; index < 1000; index += 1) {
      now += tenSeconds;
      loads.take(`pod-${index}`, { intervalMs: tenSeconds, services: new Map() });
    }
    expect(loads.size).toBeLessThanOrEqual(7);
    loads.take("sly", { intervalMs: 1e15, services: new Map() });
    now += 6 * 3_600_000 + 1;
    loads.take("a", { intervalMs: tenSeconds, services: new Map() });
    expect(loads.size).toBe(1);
  });

  it("knows nothing of a service without requests", () => {
    const { loads } = history();
    loads.take("a", report({ z: counts(1) }));
    expect(loads.of("shop/other")).toMatchObject({ windowMs: tenSeconds, total: { issued: 0, dropped: 0 }, zones: [], nodes: [] });
  });
});
