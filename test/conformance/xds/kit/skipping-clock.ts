import { FakeClock } from "../../../kit/fake-clock.ts";

/** Runs a clock with the machine's time, so that `advance` skips some of it. */
export function startSkippingClock(): FakeClock {
  const clock = new FakeClock();
  let last = performance.now();
  // Whole milliseconds: sums of fractions may stop short of the time that something is due at.
  const tick = (): void => {
    const passed = Math.floor(performance.now() - last);
    clock.advance(passed);
    last += passed;
  };
  setInterval(tick, 10).unref();
  return clock;
}
