import type { PlansPort } from "../../discovery/quarantine/plans-port.ts";
import type { QuarantineTable } from "../../discovery/quarantine/quarantine-table.ts";
import { idText, type ResourceId } from "../../discovery/quarantine/resource-id.ts";
import { codec } from "../../gen/codec.ts";
import type { VirtualHost } from "../../gen/envoy/config/route/v3.ts";
import type { Any } from "../../gen/google/protobuf.ts";
import type { Json, JsonObject } from "../../kit/json.ts";
import type { Resource } from "../../snapshot/resource.ts";

/** The plans of a role that proxies ask with each request. */
export interface RolePlans {
  /** The name of the role. */
  readonly role: string;
  /** The plan that a filter's settings of a route name; undefined: it is another filter's, or its plan is not known here. */
  planIn(settings: Any): Json | undefined;
  /** Keeps these plans for one who names them, in place of those that were kept for the same one before. What cannot be read of them is left out. */
  keepFor(holder: string, plans: readonly Json[]): void;
}

/**
 * Joins the quarantine to the roles that proxies ask with each request: the plans that last good routes name are stored with these, and every replica keeps them
 * for as long – one that starts anew, too.
 */
export class KeptPlans implements PlansPort {
  readonly #roles: RolePlans[] = [];
  /** By resource: the plans that its last good version names, and those that are kept beside it. */
  readonly #kept = new Map<string, readonly JsonObject[]>();

  /** A role keeps from now on what last good routes name. */
  join(plans: RolePlans): void {
    this.#roles.push(plans);
    for (const [holder, kept] of this.#kept) keepFor(plans, holder, kept);
  }

  plansOf(resource: Resource): JsonObject | undefined {
    const settings = hostsOf(resource).flatMap(({ routes = [] }) => routes.flatMap(({ typed_per_filter_config: filters = {} }) => Object.values(filters)));
    const named = this.#roles.map((plans) => [plans.role, settings.flatMap((one) => plans.planIn(one) ?? [])] as const);
    return named.every(([, plans]) => plans.length === 0) ? undefined : Object.fromEntries(named);
  }

  /** Takes what the quarantine says of these resources now. */
  take(ids: readonly ResourceId[], table: Pick<QuarantineTable, "resource">): void {
    for (const id of ids) {
      const holder = idText(id);
      const kept = table.resource(id)?.plans ?? [];
      if (kept.length === 0 && !this.#kept.delete(holder)) continue;
      if (kept.length > 0) this.#kept.set(holder, kept);
      for (const plans of this.#roles) keepFor(plans, holder, kept);
    }
  }
}

function keepFor(plans: RolePlans, holder: string, kept: readonly JsonObject[]): void {
  plans.keepFor(
    holder,
    kept.flatMap((one) => {
      const own = one[plans.role];
      return Array.isArray(own) ? (own as readonly Json[]) : [];
    }),
  );
}

function hostsOf({ type, bytes }: Resource): readonly VirtualHost[] {
  if (type === "route") return codec("envoy.config.route.v3.RouteConfiguration").decode(bytes).virtual_hosts ?? [];
  return type === "virtual-host" ? [codec("envoy.config.route.v3.VirtualHost").decode(bytes)] : [];
}
