import type { ConnectionOptions } from "node:tls";
import type { RedisAccess } from "../../redis/open-redis.ts";
import { readSettingFile } from "../read-file.ts";
import type { RedisPlaceSetting } from "../settings/redis-place-setting.ts";
import type { RedisSettings } from "../settings/redis-settings.ts";
import { readKeyPair } from "../tls-files.ts";

/** How a Redis of the settings is reached, with what stands in files. Throws a `StartError` that names the file that cannot be read. */
export async function redisAccess({ mode, hosts, primary, database, tls }: RedisPlaceSetting, how: RedisSettings): Promise<RedisAccess> {
  const [password, sentinelPassword] = await Promise.all([secretIn(how.passwordFile), secretIn(how.sentinelPasswordFile)]);
  return { mode, hosts, primary, database, user: how.user, password, sentinelPassword, tls: tls ? await tlsOf(how) : undefined, prefix: how.prefix };
}

async function secretIn(file: string | undefined): Promise<string | undefined> {
  return file === undefined ? undefined : (await readSettingFile(file, "Redis password")).trim();
}

async function tlsOf({ caFile, client }: RedisSettings): Promise<ConnectionOptions> {
  const ca = caFile === undefined ? undefined : await readSettingFile(caFile, "Redis CA");
  const pair = client === undefined ? undefined : await readKeyPair(client, "Redis");
  return { minVersion: "TLSv1.2", ...(ca !== undefined && { ca }), ...pair };
}
