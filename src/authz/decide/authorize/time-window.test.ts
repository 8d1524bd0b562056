import { describe, expect, it } from "vitest";
import type { TimeWindow } from "../../../model/auth/rule-schema.ts";
import { compileTimeWindow } from "./time-window.ts";

const at = (text: string) => Date.parse(text);

function holds(window: TimeWindow, text: string): boolean {
  return compileTimeWindow(window)(at(text)).holds;
}

describe("compileTimeWindow", () => {
  it("holds from a moment on and before another", () => {
    const window = { from: "2026-01-01T00:00:00Z", until: "2026-02-01T00:00:00+01:00" };
    expect(holds(window, "2025-12-31T23:59:59Z")).toBe(false);
    expect(holds(window, "2026-01-01T00:00:00Z")).toBe(true);
    expect(holds(window, "2026-01-31T22:59:59Z")).toBe(true);
    expect(holds(window, "2026-01-31T23:00:00Z")).toBe(false);
    expect(compileTimeWindow(window)(at("2025-12-01T00:00:00Z")).until).toBe(at("2026-01-01T00:00:00Z"));
  });

  it("holds on days and in hours of a time zone", () => {
    const window: TimeWindow = { days: ["mon", "fri"], hours: { from: "08:00", until: "18:00" }, zone: "Europe/Berlin" };
    expect(holds(window, "2026-01-05T07:00:00Z")).toBe(true);
    expect(holds(window, "2026-01-05T06:59:59Z")).toBe(false);
    expect(holds(window, "2026-01-06T09:00:00Z")).toBe(false);
    expect(holds(window, "2026-01-09T16:59:59Z")).toBe(true);
    expect(holds(window, "2026-01-09T17:00:00Z")).toBe(false);
  });

  it("goes past midnight and belongs to the day on which it began", () => {
    const window: TimeWindow = { days: ["fri"], hours: { from: "22:00", until: "06:00" } };
    expect(holds(window, "2026-01-09T23:00:00Z")).toBe(true);
    expect(holds(window, "2026-01-10T05:59:00Z")).toBe(true);
    expect(holds(window, "2026-01-10T06:00:00Z")).toBe(false);
    expect(holds(window, "2026-01-09T05:00:00Z")).toBe(false);
  });

  it("answers for no longer than it knows: every change lies at or after the stated moment", () => {
    const window: TimeWindow = { days: ["sun", "mon"], hours: { from: "01:30", until: "03:10" }, zone: "America/New_York" };
    const stateAt = compileTimeWindow(window);
    // The night in which clocks are put forward, minute by minute.
    for (let now = at("2026-03-08T04:00:00Z"); now < at("2026-03-08T10:00:00Z"); now += 60_000) {
      const { holds: now1, until } = stateAt(now);
      for (let later = now; later < Math.min(until, now + 3_600_000); later += 30_000) expect(stateAt(later).holds).toBe(now1);
      expect(until).toBeGreaterThan(now);
    }
  });
});
