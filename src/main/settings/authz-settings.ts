import { resolve } from "node:path";
import type { LaneAddress } from "../../http2/serve/lane.ts";
import type { AuthLogSink } from "./auth-log-options.ts";
import type { authzOptions } from "./authz-options.ts";
import type { limitOptions } from "./limit-options.ts";
import type { OptionValues } from "./option.ts";
import type { redisOptions } from "./redis-options.ts";
import type { RedisPlaceSetting } from "./redis-place-setting.ts";
import { type RedisSettings, readRedisSettings } from "./redis-settings.ts";

/** What the role authz was told; paths are absolute. */
export interface AuthzSettings {
  readonly address: LaneAddress;
  /** Where proxies ask. */
  readonly advertise: readonly LaneAddress[];
  readonly caFile: string | undefined;
  /** Folder with files of policies and consumers. */
  readonly folder: string | undefined;
  /** Name of the policy that decides requests which name none. */
  readonly defaultPolicy: string | undefined;
  readonly log: AuthLogSettings;
  /** Where it is remembered what must be known from one request to the next. */
  readonly state: AuthStateSetting;
}

/** Where replicas remember things together, or each by itself. */
export type AuthStateSetting = { readonly kind: "memory" } | (RedisPlaceSetting & { readonly how: RedisSettings });

/** How decisions are recorded. */
export interface AuthLogSettings {
  readonly sink: AuthLogSink;
  /** Part of the requests that get in, 0 to 1. */
  readonly sample: number;
  /** Names of request headers, in lower case. */
  readonly headers: readonly string[];
  /** JSON Pointers of what is masked. */
  readonly mask: readonly string[];
  readonly spill: string | undefined;
  readonly tokenFile: string | undefined;
}

/** No log of decisions. */
export const noAuthLog: AuthLogSettings = { sink: { kind: "off" }, sample: 1, headers: [], mask: [], spill: undefined, tokenFile: undefined };

type Values = OptionValues<typeof authzOptions> & Pick<OptionValues<typeof limitOptions>, "counters"> & OptionValues<typeof redisOptions>;

/** Picks the settings of the role authz out of all. */
export function readAuthzSettings(values: Values, cwd: string): AuthzSettings {
  return {
    address: values.authzAddress,
    advertise: values.authzAdvertise ?? [values.authzAddress],
    caFile: optionalPath(values.authzCaFile, cwd),
    folder: optionalPath(values.auth, cwd),
    defaultPolicy: values.authDefault,
    state: readState(values, cwd),
    log: {
      sink: values.authLog.kind === "file" ? { kind: "file", path: resolve(cwd, values.authLog.path) } : values.authLog,
      sample: values.authLogSample,
      headers: values.authLogHeaders,
      mask: values.authLogMask,
      spill: optionalPath(values.authLogSpill, cwd),
      tokenFile: optionalPath(values.authLogTokenFile, cwd),
    },
  };
}

function readState(values: Values, cwd: string): AuthStateSetting {
  const place = values.authState ?? values.counters;
  return place.kind === "memory" ? place : { ...place, how: readRedisSettings(values, cwd) };
}

function optionalPath(path: string | undefined, cwd: string): string | undefined {
  return path === undefined ? undefined : resolve(cwd, path);
}
