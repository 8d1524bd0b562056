import { describe, expect, it } from "vitest";
import { windowAt } from "./window.ts";

function span(unit: "hour" | "day" | "week" | "month" | "year", timeZone: string, at: string): readonly string[] {
  const { start, end } = windowAt({ kind: "calendar", unit, timeZone }, Date.parse(at));
  return [new Date(start).toISOString(), new Date(end).toISOString()];
}

describe("calendar windows", () => {
  it.each([
    ["day", "UTC", "2026-03-29T23:59:59.999Z", "2026-03-29T00:00:00.000Z", "2026-03-30T00:00:00.000Z"],
    // Summer time begins: a day of 23 hours. It ends: one of 25.
    ["day", "Europe/Berlin", "2026-03-29T12:00:00Z", "2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z"],
    ["day", "Europe/Berlin", "2026-10-25T12:00:00Z", "2026-10-24T22:00:00.000Z", "2026-10-25T23:00:00.000Z"],
    ["day", "America/New_York", "2026-11-26T02:00:00Z", "2026-11-25T05:00:00.000Z", "2026-11-26T05:00:00.000Z"],
    // The clock is put forward at midnight: the day begins at 01:00.
    ["day", "Africa/Cairo", "2026-04-24T12:00:00Z", "2026-04-23T22:00:00.000Z", "2026-04-24T21:00:00.000Z"],
    ["hour", "Asia/Kolkata", "2026-01-01T00:10:00Z", "2025-12-31T23:30:00.000Z", "2026-01-01T00:30:00.000Z"],
    ["week", "UTC", "2026-11-25T12:00:00Z", "2026-11-23T00:00:00.000Z", "2026-11-30T00:00:00.000Z"],
    ["week", "UTC", "2026-11-29T23:00:00Z", "2026-11-23T00:00:00.000Z", "2026-11-30T00:00:00.000Z"],
    ["month", "Europe/Berlin", "2026-02-28T23:30:00Z", "2026-02-28T23:00:00.000Z", "2026-03-31T22:00:00.000Z"],
    ["month", "UTC", "2028-02-29T00:00:00Z", "2028-02-01T00:00:00.000Z", "2028-03-01T00:00:00.000Z"],
    ["year", "Pacific/Kiritimati", "2025-12-31T10:00:00Z", "2025-12-31T10:00:00.000Z", "2026-12-31T10:00:00.000Z"],
  ] as const)("%s in %s at %s", (unit, zone, at, start, end) => {
    expect(span(unit, zone, at)).toEqual([start, end]);
  });

  it("follow each other without a gap through two years of changing clocks", () => {
    for (const zone of ["Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Africa/Cairo", "America/Havana"]) {
      let at = Date.UTC(2025, 0, 3);
      for (let day = 0; day < 730; day += 1) {
        const { start, end } = windowAt({ kind: "calendar", unit: "day", timeZone: zone }, at);
        expect(start).toBeLessThanOrEqual(at);
        expect(end - start).toBeGreaterThanOrEqual(23 * 3_600_000 - 3_600_000);
        expect(end - start).toBeLessThanOrEqual(26 * 3_600_000);
        expect(windowAt({ kind: "calendar", unit: "day", timeZone: zone }, end - 1)).toEqual({ start, end });
        at = end;
      }
    }
  });
});
