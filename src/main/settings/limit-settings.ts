import { resolve } from "node:path";
import type { LaneAddress } from "../../http2/serve/lane.ts";
import type { ListenAddress } from "../../kit/listen-address.ts";
import type { LimitHeaders } from "../../model/limit/limit-plan.ts";
import type { limitOptions } from "./limit-options.ts";
import { type LimitServerSettings, readLimitServer } from "./limit-server-settings.ts";
import type { OptionValues } from "./option.ts";
import type { MemoryOrRedis } from "./redis-place-setting.ts";
import { type RedisSettings, readRedisSettings } from "./redis-settings.ts";

/** What the role ratelimit was told; paths are absolute. */
export interface LimitSettings {
  readonly address: LaneAddress;
  readonly httpAddress: ListenAddress;
  /** Where proxies ask. */
  readonly advertise: readonly LaneAddress[];
  readonly caFile: string | undefined;
  readonly counters: MemoryOrRedis;
  readonly redis: RedisSettings;
  /** Folder with files of the reference service's format. */
  readonly folder: string | undefined;
  /** The xDS server that gives the limits. */
  readonly server: LimitServerSettings | undefined;
  readonly merge: boolean;
  readonly shadow: boolean;
  readonly quota: boolean;
  readonly headers: LimitHeaders;
}

/** Picks the settings of the role ratelimit out of all. */
export function readLimitSettings(values: OptionValues<typeof limitOptions>, cwd: string): LimitSettings {
  return {
    address: values.ratelimitAddress,
    httpAddress: values.ratelimitHttpAddress,
    advertise: values.ratelimitAdvertise ?? [values.ratelimitAddress],
    caFile: values.ratelimitCaFile === undefined ? undefined : resolve(cwd, values.ratelimitCaFile),
    counters: values.counters,
    redis: readRedisSettings(values, cwd),
    folder: values.limits === undefined ? undefined : resolve(cwd, values.limits),
    server: readLimitServer(values, cwd),
    merge: values.limitsMerge,
    shadow: values.limitsShadow,
    quota: values.limitsQuota,
    headers: values.limitsHeaders,
  };
}
