import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerProbe, type Bisection, probeOf, startBisection } from "./bisection.ts";
import { causeOf } from "./cause.ts";
import { scopeOf } from "./scope.ts";

describe("causeOf", () => {
  it.each([
    ["bad: cannot bind '127.0.0.1:19000': Address already in use", "environment"],
    ["l: cannot bind '0.0.0.0:80': Permission denied", "environment"],
    ["unable to read file: /etc/ca.pem", "environment"],
    ["Invalid path: /etc/ca.pem", "environment"],
    ["Early header mutation extension not found: 'poison'\n", "capability"],
    ["SRDS configured but not compiled in", "capability"],
    ["Didn't find a registered implementation for 'envoy.filters.http.nope' with type URL: 'foo.Bar'", "capability"],
    ["didn't find a registered load balancer factory implementation for cluster: 'a' with names from [x]", "capability"],
    ["Invalid type URL, unknown type: foo.Bar for type Any", "capability"],
    [":-prefixed or host headers may not be modified", "content"],
    ["malformed IP address: nowhere", "content"],
    ["", "content"],
  ])("takes %j for %s", (detail, cause) => {
    expect(causeOf(detail)).toBe(cause);
  });
});

describe("scopeOf", () => {
  it.each([
    ["bad content", { cause: "content", refusing: 1, holding: 0 }, "all"],
    ["bad content that somebody has in force", { cause: "content", refusing: 5, holding: 1 }, "nodes"],
    ["an extension that one proxy lacks", { cause: "capability", refusing: 1, holding: 0 }, "nodes"],
    ["an extension that two proxies lack", { cause: "capability", refusing: 2, holding: 0 }, "all"],
    ["an extension that some lack and some have", { cause: "capability", refusing: 2, holding: 1 }, "nodes"],
    ["a port in use on every proxy", { cause: "environment", refusing: 9, holding: 0 }, "nodes"],
  ] as const)("holds back %s", (_, evidence, scope) => {
    expect(scopeOf(evidence)).toBe(scope);
  });
});

/** Asks until everything is known. */
function search(count: number, isRefused: (applied: ReadonlySet<number>) => boolean): Bisection & { readonly probes: number } {
  let bisection = startBisection(count);
  for (let probes = 0; ; probes++) {
    const probe = probeOf(bisection);
    if (probe === undefined) return { ...bisection, probes };
    bisection = answerProbe(bisection, !isRefused(new Set(probe)));
  }
}

describe("the bisection", () => {
  it("needs no probe for one change, and none for no change", () => {
    expect(search(1, () => true)).toMatchObject({ bad: [0], good: [], probes: 0 });
    expect(search(0, () => false)).toMatchObject({ bad: [], good: [], probes: 0 });
  });

  it("finds one among a thousand with ten probes", () => {
    const found = search(1000, (applied) => applied.has(617));
    expect(found.bad).toEqual([617]);
    expect(found.good).toHaveLength(999);
    expect(found.probes).toBeLessThanOrEqual(20);
  });

  it("finds every bad one and calls no good one bad", () => {
    const cases = fc
      .integer({ min: 1, max: 200 })
      .chain((count) => fc.tuple(fc.constant(count), fc.uniqueArray(fc.nat(count - 1), { minLength: 1, maxLength: 6 })));
    fc.assert(
      fc.property(cases, ([count, bad]) => {
        const found = search(count, (applied) => bad.some((unit) => applied.has(unit)));
        expect(found.bad.toSorted((a, b) => a - b)).toEqual(bad.toSorted((a, b) => a - b));
        expect(found.good.length).toBe(count - bad.length);
        expect(found.probes).toBeLessThanOrEqual(bad.length * 2 * Math.ceil(Math.log2(count) + 1));
      }),
    );
  });

  it("blames the later of two that are bad together only", () => {
    expect(search(8, (applied) => applied.has(2) && applied.has(5)).bad).toEqual([5]);
  });
});
