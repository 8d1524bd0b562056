import { limitClusterName, type RoleEndpoints } from "../../xds/cluster/role-cluster.ts";
import { readSettingFile } from "../read-file.ts";
import type { ServeSettings } from "../settings/serve-settings.ts";

/** Where proxies find the roles that they ask with each request, by the names of their clusters. */
export async function roleEndpoints({ limits }: Pick<ServeSettings, "limits">): Promise<ReadonlyMap<string, RoleEndpoints>> {
  const trust = limits.caFile === undefined ? undefined : await readSettingFile(limits.caFile, "CA of the role ratelimit");
  return new Map([[limitClusterName, { places: limits.advertise, trust }]]);
}
