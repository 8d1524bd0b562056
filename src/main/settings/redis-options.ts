import { parseDuration } from "../../kit/duration.ts";
import { defineOption, optionalText, textSchema } from "./option.ts";

/** How Redis is reached, whatever is kept there. */
export const redisOptions = {
  redisUser: defineOption({ flag: "--redis-user <name>", env: "SLUICE_REDIS_USER", help: "user at Redis", schema: optionalText }),
  redisPasswordFile: defineOption({
    flag: "--redis-password-file <file>",
    env: "SLUICE_REDIS_PASSWORD_FILE",
    help: "file with the password at Redis",
    schema: optionalText,
  }),
  redisSentinelPasswordFile: defineOption({
    flag: "--redis-sentinel-password-file <file>",
    env: "SLUICE_REDIS_SENTINEL_PASSWORD_FILE",
    help: "file with the password at the sentinels",
    schema: optionalText,
  }),
  redisCaFile: defineOption({
    flag: "--redis-ca-file <file>",
    env: "SLUICE_REDIS_CA_FILE",
    help: "PEM certificates that Redis's certificate is checked by; the system's when not given",
    schema: optionalText,
  }),
  redisCertFile: defineOption({ flag: "--redis-cert-file <file>", env: "SLUICE_REDIS_CERT_FILE", help: "client certificate for Redis", schema: optionalText }),
  redisKeyFile: defineOption({ flag: "--redis-key-file <file>", env: "SLUICE_REDIS_KEY_FILE", help: "its private key", schema: optionalText }),
  redisPrefix: defineOption({
    flag: "--redis-prefix <prefix>",
    env: "SLUICE_REDIS_PREFIX",
    help: "before every key in Redis",
    fallback: "sluice:",
    schema: textSchema((text) => (/^[\x21-\x7a|~]{0,64}$/u.test(text) ? { value: text } : { expected: "must be printable ASCII without spaces and braces" })),
  }),
  redisTimeout: defineOption({
    flag: "--redis-timeout <duration>",
    env: "SLUICE_REDIS_TIMEOUT",
    help: "how long a decision about limits waits for Redis, if the proxy waits so long, before it goes by what the limit says of outages",
    fallback: "40ms",
    schema: textSchema((text) => {
      const parsed = parseDuration(text);
      const isGood = "ms" in parsed && parsed.ms >= 1 && parsed.ms <= 60_000;
      return isGood ? { value: parsed.ms } : { expected: "must be a length of time of 1ms to 1m, for example 40ms" };
    }),
  }),
  redisWaitReplicas: defineOption({
    flag: "--redis-wait-replicas <count>",
    env: "SLUICE_REDIS_WAIT_REPLICAS",
    help: "answer when so many replicas of Redis have a charge: a failover then loses next to nothing, and every decision waits for them",
    fallback: "0",
    schema: textSchema((text) => (/^\d$/u.test(text) ? { value: Number(text) } : { expected: "must be a number of 0 to 9" })),
  }),
} as const;
