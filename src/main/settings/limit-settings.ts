import { resolve } from "node:path";
import type { LaneAddress } from "../../http2/serve/lane.ts";
import type { ListenAddress } from "../../kit/listen-address.ts";
import type { Problem } from "../../kit/problem.ts";
import type { LimitHeaders } from "../../model/limit/limit-plan.ts";
import type { CounterSetting } from "./counter-setting.ts";
import type { limitOptions } from "./limit-options.ts";
import { checkLimitServer, type LimitServerSettings, readLimitServer } from "./limit-server-settings.ts";
import type { OptionValues } from "./option.ts";

/** What the role ratelimit was told; paths are absolute. */
export interface LimitSettings {
  readonly address: LaneAddress;
  readonly httpAddress: ListenAddress;
  /** Where proxies ask. */
  readonly advertise: readonly LaneAddress[];
  readonly caFile: string | undefined;
  readonly counters: CounterSetting;
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

/** How Redis is reached. */
export interface RedisSettings {
  readonly user: string | undefined;
  readonly passwordFile: string | undefined;
  readonly sentinelPasswordFile: string | undefined;
  readonly caFile: string | undefined;
  readonly client: { readonly certFile: string; readonly keyFile: string } | undefined;
  readonly prefix: string;
  /** How long a decision waits for Redis. */
  readonly timeoutMs: number;
  readonly waitReplicas: number;
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

function readRedisSettings(values: OptionValues<typeof limitOptions>, cwd: string): RedisSettings {
  const path = (file: string | undefined): string | undefined => (file === undefined ? undefined : resolve(cwd, file));
  const [certFile, keyFile] = [path(values.redisCertFile), path(values.redisKeyFile)];
  return {
    user: values.redisUser,
    passwordFile: path(values.redisPasswordFile),
    sentinelPasswordFile: path(values.redisSentinelPasswordFile),
    caFile: path(values.redisCaFile),
    client: certFile === undefined || keyFile === undefined ? undefined : { certFile, keyFile },
    prefix: values.redisPrefix,
    timeoutMs: values.redisTimeout,
    waitReplicas: values.redisWaitReplicas,
  };
}

/** What does not fit together. */
export function checkLimitSettings(values: OptionValues<typeof limitOptions>): readonly Problem[] {
  const { counters } = values;
  const tls = counters.kind === "redis" && counters.tls;
  const problems: Problem[] = [...checkLimitServer(values)];
  if ((values.redisCertFile === undefined) !== (values.redisKeyFile === undefined)) {
    problems.push(problem("Options --redis-cert-file and --redis-key-file go together: one of them is missing"));
  }
  if (!tls && (values.redisCaFile ?? values.redisCertFile) !== undefined)
    problems.push(problem("Options --redis-ca-file and --redis-cert-file need --counters rediss://…"));
  if (values.redisUser !== undefined && values.redisPasswordFile === undefined) {
    problems.push(problem(`Option --redis-user "${values.redisUser}" needs --redis-password-file`));
  }
  const given = values.redisPasswordFile ?? values.redisSentinelPasswordFile;
  if (counters.kind === "memory" && given !== undefined)
    problems.push(problem(`A password for Redis (${given}) needs --counters redis://…, counters are in memory`));
  return problems;
}

function problem(detail: string): Problem {
  return { code: "INVALID_OPTION", pointer: "", detail };
}
