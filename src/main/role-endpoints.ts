import { authzClusterName, limitClusterName, type RoleEndpoints } from "../xds/cluster/role-cluster.ts";
import { readSettingFile } from "./read-file.ts";
import type { ServeSettings } from "./settings/serve-settings.ts";

/** Where proxies find the roles that they ask with each request, by the names of their clusters. */
export async function roleEndpoints({ limits, authz }: Pick<ServeSettings, "limits" | "authz">): Promise<ReadonlyMap<string, RoleEndpoints>> {
  const trust = async (file: string | undefined, role: string): Promise<string | undefined> =>
    file === undefined ? undefined : readSettingFile(file, `CA of the role ${role}`);
  return new Map([
    [limitClusterName, { places: limits.advertise, trust: await trust(limits.caFile, "ratelimit") }],
    [authzClusterName, { places: authz.advertise, trust: await trust(authz.caFile, "authz") }],
  ]);
}
