import { expect, it } from "vitest";
import { FakeClock } from "../../../../test/kit/fake-clock.ts";
import type { FirstSight } from "../../decide/need.ts";
import { MemoryState } from "../state/memory-state.ts";
import { Nonces } from "./nonces.ts";

/** Two replicas that share what they remember. */
it("a request is known again by a replica whose clock is behind, as long as it takes what the request was signed for as good", () => {
  const [right, behind] = [new FakeClock(), new FakeClock()];
  behind.jump(-60_000);
  const state = new MemoryState(right);
  const untilMs = right.now() + 300_000;
  const seenBy = (clock: FakeClock, owner: string): FirstSight | Promise<FirstSight> =>
    new Nonces({ state, clock, skewMs: 60_000, sinceMs: undefined, random: { bytes: (length) => new Uint8Array(length), number: () => 0 } }).nonce({
      nonce: "n1",
      owner,
      untilMs,
      madeMs: untilMs - 300_000,
    });
  expect(seenBy(right, "request-1")).toBe("first");
  for (const clock of [right, behind]) clock.advance(359_999);
  // Good for a millisecond yet there, and over for a minute here.
  expect(untilMs - behind.now()).toBe(1);
  expect(seenBy(behind, "request-2")).toBe("again");
  for (const clock of [right, behind]) clock.advance(1);
  expect(untilMs - behind.now()).toBe(0);
  expect(seenBy(behind, "request-3")).toBe("first");
});
