import { describe, expect, it } from "vitest";
import { LaneLimitError, resolveLaneLimits } from "./lane-limits.ts";

describe("limits of a lane", () => {
  it("have defaults, and take what is given", () => {
    expect(resolveLaneLimits()).toMatchObject({ maxConcurrentStreams: 4096, maxMessageBytes: 4_194_304 });
    expect(resolveLaneLimits({ maxConcurrentStreams: 5 })).toMatchObject({ maxConcurrentStreams: 5, maxMessageBytes: 4_194_304 });
    expect(resolveLaneLimits().maxConcurrentStreams).toBeGreaterThanOrEqual(1024);
  });

  it.each([
    [{ maxConcurrentStreams: 0 }, "Limit maxConcurrentStreams is 0: use a whole number from 1 to 1000000"],
    [{ maxPingsPerSecond: 1.5 }, "Limit maxPingsPerSecond is 1.5: use a whole number from 1 to 2147483647"],
    [{ maxMessageBytes: Number.NaN }, "Limit maxMessageBytes is NaN: use a whole number from 1 to 1073741824"],
  ])("refuse %o", (given, message) => {
    expect(() => resolveLaneLimits(given)).toThrow(new LaneLimitError(message));
  });
});
