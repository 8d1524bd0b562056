import { parseDuration } from "../../kit/duration.ts";
import { listenAddressText } from "../../kit/listen-address.ts";
import { counterSchema } from "./counter-setting.ts";
import { limitServerOptions } from "./limit-server-options.ts";
import { defineOption, optionalText, switchSchema, textSchema } from "./option.ts";
import { addressSchema, laneAddressSchema, oneOf, placesSchema } from "./value-schemas.ts";

/** Which headers tell callers of their limits. */
const headerForms = ["off", "draft-03", "draft-10"] as const;

/** Settings of the role ratelimit. */
export const limitOptions = {
  ratelimitAddress: defineOption({
    flag: "--ratelimit-address <address>",
    env: "SLUICE_RATELIMIT_ADDRESS",
    help: "where Envoys ask for rate limits: HOST:PORT or unix:PATH",
    fallback: listenAddressText({ host: "127.0.0.1", port: 18_001 }),
    schema: laneAddressSchema,
  }),
  ratelimitHttpAddress: defineOption({
    flag: "--ratelimit-http-address <host:port>",
    env: "SLUICE_RATELIMIT_HTTP_ADDRESS",
    help: "where POST /json, POST /explain, /healthcheck, /rlconfig and /metrics of the role are",
    fallback: listenAddressText({ host: "127.0.0.1", port: 18_004 }),
    schema: addressSchema,
  }),
  ratelimitAdvertise: defineOption({
    flag: "--ratelimit-advertise <list>",
    env: "SLUICE_RATELIMIT_ADVERTISE",
    help: "HOST:PORT or unix:PATH of the replicas that proxies ask for rate limits, with commas between; the own address when not given",
    schema: placesSchema,
  }),
  ratelimitCaFile: defineOption({
    flag: "--ratelimit-ca-file <file>",
    env: "SLUICE_RATELIMIT_CA_FILE",
    help: "PEM certificates that proxies check those of the replicas by; without it they ask in plain text",
    schema: optionalText,
  }),
  counters: defineOption({
    flag: "--counters <url>",
    env: "SLUICE_COUNTERS",
    help: "memory, redis://HOST:PORT, rediss://… with TLS, redis+sentinel://HOST:PORT[,…]/NAME or redis+cluster://HOST:PORT[,…]",
    fallback: "memory",
    schema: counterSchema,
  }),
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
    help: "how long a decision waits for Redis, if the proxy waits so long, before it goes by what the limit says of outages",
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
  limits: defineOption({
    flag: "--limits <folder>",
    env: "SLUICE_LIMITS",
    help: "folder with files in the format of envoyproxy/ratelimit, followed as they change; a process of the role ratelimit alone then needs no store",
    schema: optionalText,
  }),
  ...limitServerOptions,
  limitsMerge: defineOption({
    flag: "--limits-merge",
    env: "SLUICE_LIMITS_MERGE",
    help: "join files, or configurations of an xDS server, of one domain",
    schema: switchSchema,
  }),
  limitsShadow: defineOption({
    flag: "--limits-shadow",
    env: "SLUICE_LIMITS_SHADOW",
    help: "count and tell by the limits of files, of an xDS server and of RateLimitDomains, refuse nothing",
    schema: switchSchema,
  }),
  limitsQuota: defineOption({
    flag: "--limits-quota",
    env: "SLUICE_LIMITS_QUOTA",
    help: "take every limit of files and RateLimitDomains as a quota",
    schema: switchSchema,
  }),
  limitsHeaders: defineOption({
    flag: "--limits-headers <form>",
    env: "SLUICE_LIMITS_HEADERS",
    help: `headers that tell callers of the limits of files and RateLimitDomains: ${headerForms.join(", ")}`,
    fallback: "off",
    schema: oneOf(headerForms),
  }),
} as const;
