import { listenAddressText } from "../../kit/listen-address.ts";
import { limitServerOptions } from "./limit-server-options.ts";
import { defineOption, optionalText, switchSchema } from "./option.ts";
import { redisOptions } from "./redis-options.ts";
import { memoryOrRedis } from "./redis-place-setting.ts";
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
    schema: memoryOrRedis,
  }),
  ...redisOptions,
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
