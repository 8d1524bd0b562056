import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../kit/json.ts";
import type { PolicyLevel, PolicySource } from "./graph-policy.ts";
import { mergePolicies } from "./merge-policies.ts";

function source(level: PolicyLevel, value: JsonObject, options: { name?: string; override?: boolean; createdAt?: string } = {}): PolicySource {
  return {
    policy: "timeout",
    value,
    level,
    override: options.override ?? false,
    origin: { object: { kind: "Policy", namespace: "default", name: options.name ?? level }, pointer: "/spec/timeout" },
    createdAt: options.createdAt ?? "2026-01-01T00:00:00.000Z",
  };
}

function merged(sources: readonly PolicySource[]): JsonObject | undefined {
  return mergePolicies(sources, new Set()).effective.get("timeout")?.value;
}

describe("mergePolicies", () => {
  it("lets the most specific level win field by field", () => {
    expect(merged([source("rule", { request: "1s" }), source("fleet", { request: "9s", idle: "9m" }), source("route", { idle: "5m" })])).toEqual({
      request: "1s",
      idle: "5m",
    });
  });

  it("turns the order round for overrides: they beat all others, and the broadest of them wins", () => {
    expect(
      merged([
        source("rule", { request: "1s" }),
        source("fleet", { request: "9s" }, { override: true }),
        source("gateway", { request: "5s" }, { override: true }),
      ]),
    ).toEqual({ request: "9s" });
  });

  it("unsets with null, replaces lists and merges named items by name", () => {
    const broad = source("fleet", {
      request: "9s",
      on: ["a", "b"],
      items: [
        { name: "x", size: 1, keep: true },
        { name: "y", size: 2 },
      ],
    });
    const narrow = source("rule", { request: null, on: ["c"], items: [{ name: "x", size: 5 }, { name: "z" }] });
    expect(merged([broad, narrow])).toEqual({ on: ["c"], items: [{ name: "x", size: 5, keep: true }, { name: "y", size: 2 }, { name: "z" }] });
  });

  it("says for each field who set it and what gave way", () => {
    const { effective } = mergePolicies([source("fleet", { request: "9s", idle: "9m" }), source("rule", { request: "1s" })], new Set());
    const fields = effective.get("timeout")?.fields;
    expect(fields?.get("/request")).toEqual({
      set: { object: { kind: "Policy", namespace: "default", name: "rule" }, pointer: "/spec/timeout/request" },
      overrode: [{ object: { kind: "Policy", namespace: "default", name: "fleet" }, pointer: "/spec/timeout/request" }],
    });
    expect(fields?.get("/idle")?.overrode).toEqual([]);
  });

  it("keeps the older of two with equal rank and reports the other", () => {
    const old = source("route", { request: "1s" }, { name: "old", createdAt: "2026-01-01T00:00:00.000Z" });
    const young = source("route", { request: "2s" }, { name: "young", createdAt: "2026-01-02T00:00:00.000Z" });
    const result = mergePolicies([young, old], new Set());
    expect(result.effective.get("timeout")?.value).toEqual({ request: "1s" });
    expect(result.findings).toMatchObject([{ object: { name: "young" }, code: "POLICY_CONFLICT", involves: [{ name: "old" }] }]);
  });

  it("applies every source of an accumulating policy", () => {
    const result = mergePolicies([source("rule", { a: 1 }), source("fleet", { b: 2 })], new Set(["timeout"]));
    expect(result.effective.get("timeout")?.sources.map(({ level }) => level)).toEqual(["fleet", "rule"]);
    expect(result.findings).toEqual([]);
  });
});
