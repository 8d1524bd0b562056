import type { TestContext } from "vitest";
import { describe, expect, it, vi } from "vitest";
import { isRequired, skipOrFail } from "./require.ts";

class Skipped extends Error {}

const context = {
  skip: (reason?: unknown) => {
    throw new Skipped(String(reason));
  },
} as unknown as TestContext;

describe("what a test needs and does not have", () => {
  it("skips the test with the reason", () => {
    vi.stubEnv("SLUICE_REQUIRE", "go, redis");
    expect(() => skipOrFail("envoy", "none for plan9", context)).toThrow(new Skipped("none for plan9"));
  });

  it("fails the test where SLUICE_REQUIRE names it", () => {
    vi.stubEnv("SLUICE_REQUIRE", "go, envoy");
    expect(() => skipOrFail("envoy", "none for plan9", context)).toThrow("SLUICE_REQUIRE names envoy, but there is none: none for plan9");
  });

  it("reads the list, in which etcd covers the one that keeps its data", () => {
    expect(["envoy", "etcd", "etcd-safe", "redis", "netns"].map((part) => isRequired(part, " envoy,etcd ,"))).toEqual([true, true, true, false, false]);
    expect(isRequired("envoy", "")).toBe(false);
  });
});
