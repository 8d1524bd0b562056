import { MemoryCounters } from "../../../src/ratelimit/counter/memory/memory-counters.ts";
import { FakeClock } from "../../kit/fake-clock.ts";
import { describeCounters } from "./describe-counters.ts";

describeCounters("memory", () => {
  const clock = new FakeClock();
  const counters = new MemoryCounters({ clock });
  return Promise.resolve({
    counters,
    pass: (ms) => {
      clock.advance(ms);
      return Promise.resolve();
    },
    close: () => counters.close(),
  });
});
