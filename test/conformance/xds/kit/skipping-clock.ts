import { FakeClock } from "../../../kit/fake-clock.ts";

/** Runs a clock with the machine's time, so that `advance` skips some of it. */
export function startSkippingClock(): FakeClock {
  const clock = new FakeClock();
  let last = performance.now();
  const tick = (): void => {
    const now = performance.now();
    clock.advance(now - last);
    last = now;
  };
  setInterval(tick, 10).unref();
  return clock;
}
