import type { RedisPlace } from "../../redis/open-redis.ts";
import { textSchema } from "./option.ts";

/** Redis, as a setting names it. */
export interface RedisPlaceSetting extends RedisPlace {
  readonly kind: "redis";
  readonly tls: boolean;
}

/** Where something is kept that replicas may share. */
export type MemoryOrRedis = { readonly kind: "memory" } | RedisPlaceSetting;

const expected = "must be memory, redis://HOST:PORT[/DATABASE], redis+sentinel://HOST:PORT[,…]/NAME or redis+cluster://HOST:PORT[,…]; rediss for TLS";
const modes: Readonly<Record<string, "single" | "sentinel" | "cluster">> = { "": "single", "+sentinel": "sentinel", "+cluster": "cluster" };
const form = /^(?<scheme>rediss?)(?<mode>\+sentinel|\+cluster)?:\/\/(?<hosts>[^/]+)(?:\/(?<path>[^/]*))?$/u;

/** The schema of such a place. */
export const memoryOrRedis = textSchema(parsePlace);

/** The same, where nothing need be given. */
export const optionalMemoryOrRedis = memoryOrRedis.optional();

function parsePlace(text: string): { readonly value: MemoryOrRedis } | { readonly expected: string } {
  if (text === "memory") return { value: { kind: "memory" } };
  const parts = form.exec(text)?.groups;
  if (parts === undefined) return { expected };
  const { scheme, hosts = "", path = "" } = parts;
  if (hosts.includes("@")) return { expected: "has a user: give it by --redis-user and --redis-password-file" };
  const mode = modes[parts["mode"] ?? ""] ?? "single";
  const parsed = hosts.split(",").map(parseHost);
  if (parsed.some((host) => host === undefined) || (mode === "single" && parsed.length > 1)) return { expected };
  if ((mode === "sentinel") !== (path !== "" && !/^\d+$/u.test(path))) return { expected };
  const value: MemoryOrRedis = {
    kind: "redis",
    mode,
    hosts: parsed.filter((host) => host !== undefined),
    tls: scheme === "rediss",
    primary: mode === "sentinel" ? path : undefined,
    database: mode === "single" ? Number(path) : 0,
  };
  return { value };
}

function parseHost(text: string): { readonly host: string; readonly port: number } | undefined {
  const found = /^(?:\[(?<v6>[^\]]+)\]|(?<name>[^:]+))(?::(?<port>\d{1,5}))?$/u.exec(text)?.groups;
  if (found === undefined) return undefined;
  const port = Number(found["port"] ?? 6379);
  return port > 0 && port <= 65_535 ? { host: found["v6"] ?? found["name"] ?? "", port } : undefined;
}
