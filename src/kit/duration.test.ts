import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { durationFromParts, durationParts, formatDuration, parseDuration } from "./duration.ts";

describe("parseDuration", () => {
  test.each([
    ["0", 0],
    ["0s", 0],
    ["200ms", 200],
    ["0.5ms", 0.5],
    ["1.5s", 1500],
    ["4.35s", 4350],
    ["1m", 60_000],
    ["1h30m", 5_400_000],
    ["1d2h3m4s5ms", 93_784_005],
    ["0.000000001s", 0.000001],
    ["106751d", 9_223_286_400_000],
  ])("reads %s as %d ms", (text, ms) => {
    expect(parseDuration(text)).toEqual({ ms });
  });

  test.each([
    ["", /not a length of time/u],
    ["5", /no unit; write 5s or 5ms/u],
    ["-1s", /negative/u],
    ["1.s", /not a length of time/u],
    ["1 s", /not a length of time/u],
    ["1S", /not a length of time/u],
    ["1us", /not a length of time/u],
    ["30m1h", /h after a unit that is not longer/u],
    ["1s1s", /s after a unit that is not longer/u],
    ["106752d", /longer than 292 years/u],
  ])("refuses %j", (text, sentence) => {
    expect(parseDuration(text)).toEqual({ error: expect.stringMatching(sentence) as string });
  });
});

describe("formatDuration", () => {
  test.each([
    [0, "0s"],
    [0.25, "0.25ms"],
    [200, "200ms"],
    [1500, "1.5s"],
    [90_500, "1m30.5s"],
    [5_400_000, "1h30m"],
    [86_400_000, "24h"],
    [0.000001, "0.000001ms"],
  ])("writes %d ms as %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  test("what it writes is read back", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000_000 }), (micros) => {
        const ms = micros / 1000;
        expect(parseDuration(formatDuration(ms))).toEqual({ ms: expect.closeTo(ms, 5) as number });
      }),
    );
  });
});

describe("durationParts", () => {
  test.each([
    [0, { seconds: 0, nanos: 0 }],
    [1500, { seconds: 1, nanos: 500_000_000 }],
    [0.0000004, { seconds: 0, nanos: 0 }],
    [999.9999999, { seconds: 1, nanos: 0 }],
    [-1500, { seconds: -1, nanos: -500_000_000 }],
  ])("%d ms", (ms, parts) => {
    expect(durationParts(ms)).toEqual(parts);
  });

  test("durationFromParts takes what is absent as 0", () => {
    expect(durationFromParts({})).toBe(0);
    expect(durationFromParts({ seconds: 2, nanos: 250_000_000 })).toBe(2250);
  });
});
