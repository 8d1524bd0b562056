import { setTimeout as pause } from "node:timers/promises";
import fc from "fast-check";
import { expect, it } from "vitest";
import { systemClock } from "../../../src/main/system.ts";
import { MemoryCounters } from "../../../src/ratelimit/counter/memory/memory-counters.ts";
import { RedisCounters } from "../../../src/ratelimit/counter/redis/redis-counters.ts";
import { startRedis } from "../../kit/binary/redis.ts";
import { describeWith } from "../../kit/binary/require.ts";
import { arbitraryAsk } from "../../kit/limits/arbitrary-asks.ts";
import { redisLink } from "../../kit/limits/redis-link.ts";

describeWith("the script in Redis", ["redis"], () => {
  it("counts as the meters do: after any batches both say the same", async () => {
    const link = await redisLink({ hosts: [{ host: "127.0.0.1", port: (await startRedis()).port }] });
    const time = { now: 0, run: 0 };
    const stored = new RedisCounters({
      runner: link,
      clock: systemClock,
      onTime: (now) => {
        time.now = now;
      },
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ asks: fc.array(arbitraryAsk("run"), { minLength: 1, maxLength: 4 }), waitMs: fc.integer({ min: 0, max: 12 }) }), {
          maxLength: 12,
        }),
        async (batches) => {
          time.run += 1;
          const model = new MemoryCounters({ clock: { now: () => time.now } });
          for (const { asks, waitMs } of batches) {
            const own = asks.map((ask) => ({ ...ask, charges: ask.charges.map((charge) => ({ ...charge, key: `${charge.key}/${time.run}` })) }));
            const verdicts = await stored.charge(own);
            expect(verdicts).toEqual(model.chargeNow(own));
            if (waitMs > 8) await pause(waitMs * 4);
          }
        },
      ),
      { numRuns: 60 },
    );
    await link.close();
  });
});
