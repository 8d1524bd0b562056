import { resolve } from "node:path";
import type { ListenAddress } from "../../kit/listen-address.ts";
import type { LimitHeaders } from "../../model/limit/limit-plan.ts";
import type { CounterSetting } from "./counter-setting.ts";
import type { limitOptions } from "./limit-options.ts";
import type { OptionValues } from "./option.ts";

/** What the role ratelimit was told; paths are absolute. */
export interface LimitSettings {
  readonly address: ListenAddress;
  readonly httpAddress: ListenAddress;
  readonly counters: CounterSetting;
  /** Folder with files of the reference service's format. */
  readonly folder: string | undefined;
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
    counters: values.counters,
    folder: values.limits === undefined ? undefined : resolve(cwd, values.limits),
    merge: values.limitsMerge,
    shadow: values.limitsShadow,
    quota: values.limitsQuota,
    headers: values.limitsHeaders,
  };
}
