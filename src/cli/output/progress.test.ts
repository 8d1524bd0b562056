import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { withProgress } from "./progress.ts";

let said = "";
const err = (text: string): void => {
  said += text;
};

beforeEach(() => {
  said = "";
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function wait(ms: number, terminal: boolean): Promise<string> {
  return withProgress({ err, terminal }, "Applies 3 objects", new Promise<string>((resolve) => setTimeout(() => resolve("done"), ms)));
}

describe("withProgress", () => {
  it("says nothing of what takes less than two seconds", async () => {
    const work = wait(1900, true);
    await vi.advanceTimersByTimeAsync(1900);
    expect(await work).toBe("done");
    expect(said).toBe("");
  });

  it("draws over its own line on a terminal, every second", async () => {
    const work = wait(4500, true);
    await vi.advanceTimersByTimeAsync(4500);
    await work;
    expect(said).toBe("\rApplies 3 objects … 2 s\rApplies 3 objects … 3 s\rApplies 3 objects … 4 s\n");
  });

  it("writes a line now and then where nobody looks", async () => {
    const work = wait(13_000, false);
    await vi.advanceTimersByTimeAsync(13_000);
    await work;
    expect(said).toBe("Applies 3 objects … 2 s\nApplies 3 objects … 12 s\n");
  });

  it("hands a failure on and ends its line", async () => {
    const failing = withProgress({ err, terminal: true }, "Reads", new Promise((_, reject) => setTimeout(() => reject(new Error("no")), 2500)));
    const checked = expect(failing).rejects.toThrow("no");
    await vi.advanceTimersByTimeAsync(2500);
    await checked;
    expect(said).toBe("\rReads … 2 s\n");
  });
});
