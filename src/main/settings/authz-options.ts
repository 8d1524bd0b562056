import { listenAddressText } from "../../kit/listen-address.ts";
import { authLogOptions } from "./auth-log-options.ts";
import { defineOption, optionalText } from "./option.ts";
import { optionalMemoryOrRedis } from "./redis-place-setting.ts";
import { laneAddressSchema, placesSchema } from "./value-schemas.ts";

/** Settings of the role authz. */
export const authzOptions = {
  authzAddress: defineOption({
    flag: "--authz-address <address>",
    env: "SLUICE_AUTHZ_ADDRESS",
    help: "where Envoys ask who gets in: HOST:PORT or unix:PATH",
    fallback: listenAddressText({ host: "127.0.0.1", port: 18_002 }),
    schema: laneAddressSchema,
  }),
  authzAdvertise: defineOption({
    flag: "--authz-advertise <list>",
    env: "SLUICE_AUTHZ_ADVERTISE",
    help: "HOST:PORT or unix:PATH of the replicas that proxies ask who gets in, with commas between; the own address when not given",
    schema: placesSchema,
  }),
  authzCaFile: defineOption({
    flag: "--authz-ca-file <file>",
    env: "SLUICE_AUTHZ_CA_FILE",
    help: "PEM certificates that proxies check those of the replicas by; without it they ask in plain text",
    schema: optionalText,
  }),
  auth: defineOption({
    flag: "--auth <folder>",
    env: "SLUICE_AUTH",
    help: "folder with files of Policy and Consumer objects, followed as they change; a process of the role authz alone then needs no store",
    schema: optionalText,
  }),
  authDefault: defineOption({
    flag: "--auth-default <policy>",
    env: "SLUICE_AUTH_DEFAULT",
    help: "policy of --auth that decides requests which name none, for meshes that cannot send its name; not given: they are refused",
    schema: optionalText,
  }),
  authState: defineOption({
    flag: "--auth-state <url>",
    env: "SLUICE_AUTH_STATE",
    help: "memory or a Redis, as --counters: where replicas remember together which signed requests came before, and sessions of logins; by default where counters are",
    schema: optionalMemoryOrRedis,
  }),
  ...authLogOptions,
} as const;
