import { authPolicySchema } from "../../model/auth/auth-policy-schema.ts";
import { authzClusterName } from "../../xds/cluster/role-cluster.ts";
import type { Policy } from "../policy.ts";
import { blankSlot, routeAuth, slotConfig } from "./emit.ts";
import { type AuthNode, lowerAuth } from "./lower.ts";

/** Who gets in: the role authz is asked, before anything that may need to know who calls. */
export const auth: Policy<AuthNode> = {
  ...authPolicySchema,
  order: 450,
  guards: true,
  slots: {
    prefix: "sluice.ext_authz",
    count: 8,
    level: 3,
    message: "envoy.extensions.filters.http.ext_authz.v3.ExtAuthz",
    blank: blankSlot,
    config: slotConfig,
    clusters: [authzClusterName],
  },
  lower: lowerAuth,
  slotOf: ({ setting, since }) => ({ setting: JSON.stringify(setting), since }),
  clustersOf: () => [authzClusterName],
  route: routeAuth,
};
