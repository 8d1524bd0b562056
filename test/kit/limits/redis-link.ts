import { setTimeout as pause } from "node:timers/promises";
import { silentLogger } from "../../../src/kit/telemetry.ts";
import { RedisLink, type RedisLinkOptions } from "../../../src/ratelimit/counter/redis/redis-link.ts";

/** A link to a Redis of a test, once it is connected. */
export async function redisLink(options: Partial<RedisLinkOptions>): Promise<RedisLink> {
  const link = new RedisLink({
    mode: "single",
    hosts: [],
    primary: undefined,
    database: 0,
    user: undefined,
    password: undefined,
    sentinelPassword: undefined,
    tls: undefined,
    prefix: "test:",
    waitReplicas: 0,
    waitMs: 0,
    logger: silentLogger,
    onUnconfirmed: () => undefined,
    ...options,
  });
  for (let attempt = 0; ; attempt += 1) {
    try {
      await link.beat("test");
      return link;
    } catch (error) {
      // ioredis tells of a connection by an event that may have been; a beat that comes through is the proof.
      if (attempt === 100) throw error;
      await pause(50);
    }
  }
}
