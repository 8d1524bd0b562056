import type { Services } from "../ask/service-asks.ts";
import { clusterNames } from "../block/filters.ts";
import type { Finding } from "../target.ts";
import { checkEnvoy, type EnvoyExpectation } from "./check-envoy.ts";
import type { CheckWorld } from "./check-world.ts";

/** Envoys from this version on have retries at the service. */
const oldestEnvoy = "1.32.0";

/** What {@link checkHostEnvoy} looks at. */
export interface HostEnvoy extends Partial<Pick<EnvoyExpectation, "clusters" | "oldest">> {
  /** Address of the admin interface, if the person gave one. */
  readonly admin: string | undefined;
  readonly services: Services;
}

/** Looks at one of the host's Envoys for what the services need there; nothing when none is named. */
export async function checkHostEnvoy({ admin, services, ...expected }: HostEnvoy, world: CheckWorld): Promise<readonly Finding[]> {
  if (admin === undefined) return [];
  const { ratelimit, authz } = services;
  const clusters = [...(ratelimit === undefined ? [] : [clusterNames.ratelimit]), ...(authz === undefined ? [] : [clusterNames.authz])];
  const filters = [
    ...(ratelimit === undefined ? [] : ["filters.http.ratelimit.v3.RateLimit"]),
    ...(authz === undefined ? [] : ["filters.http.ext_authz.v3.ExtAuthz"]),
  ];
  return checkEnvoy({ admin, clusters, filters, oldest: oldestEnvoy, ...expected }, world);
}
