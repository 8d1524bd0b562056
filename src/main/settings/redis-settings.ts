import { resolve } from "node:path";
import type { Problem } from "../../kit/problem.ts";
import type { OptionValues } from "./option.ts";
import type { redisOptions } from "./redis-options.ts";
import type { MemoryOrRedis } from "./redis-place-setting.ts";

/** How Redis is reached. */
export interface RedisSettings {
  readonly user: string | undefined;
  readonly passwordFile: string | undefined;
  readonly sentinelPasswordFile: string | undefined;
  readonly caFile: string | undefined;
  readonly client: { readonly certFile: string; readonly keyFile: string } | undefined;
  readonly prefix: string;
  /** How long a decision about limits waits for Redis. */
  readonly timeoutMs: number;
  readonly waitReplicas: number;
}

type Values = OptionValues<typeof redisOptions>;

/** Picks what concerns Redis out of all settings. */
export function readRedisSettings(values: Values, cwd: string): RedisSettings {
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

/** What does not fit together, or to the places that are in Redis. */
export function checkRedisSettings(values: Values, places: readonly MemoryOrRedis[]): readonly Problem[] {
  const problems: Problem[] = [];
  if ((values.redisCertFile === undefined) !== (values.redisKeyFile === undefined)) {
    problems.push(problem("Options --redis-cert-file and --redis-key-file go together: one of them is missing"));
  }
  if (!places.some((place) => place.kind === "redis" && place.tls) && (values.redisCaFile ?? values.redisCertFile) !== undefined)
    problems.push(problem("Options --redis-ca-file and --redis-cert-file need --counters rediss://… or --auth-state rediss://…"));
  if (values.redisUser !== undefined && values.redisPasswordFile === undefined) {
    problems.push(problem(`Option --redis-user "${values.redisUser}" needs --redis-password-file`));
  }
  const given = values.redisPasswordFile ?? values.redisSentinelPasswordFile;
  if (given !== undefined && places.every(({ kind }) => kind === "memory"))
    problems.push(problem(`A password for Redis (${given}) needs --counters redis://… or --auth-state redis://…, all is in memory`));
  return problems;
}

function problem(detail: string): Problem {
  return { code: "INVALID_OPTION", pointer: "", detail };
}
