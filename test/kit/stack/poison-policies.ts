import { z } from "zod";
import { packAny } from "../../../src/gen/codec.ts";
import { Cluster_LbPolicy as LbPolicy } from "../../../src/gen/envoy/config/cluster/v3.ts";
import { type AnyPolicy, type Policy, registered } from "../../../src/policy/policy.ts";

interface PoisonNode {
  readonly on: boolean;
}

const base = {
  merge: "overlay",
  order: 9000,
  schema: z.strictObject({ on: z.boolean().describe("Whether Envoy refuses it.").exactOptional() }),
  lower: ({ value }) => ({ on: value["on"] === true }),
} satisfies Partial<Policy<PoisonNode>>;

/** Makes a route that sets a header which Envoy does not let anybody set. */
const poisonRoute: Policy<PoisonNode> = {
  ...base,
  name: "poisonRoute",
  side: "route",
  route: ({ on }, route) => (on ? { ...route, request_headers_to_add: [{ header: { key: ":path", value: "/poison" } }] } : route),
};

/** Makes a cluster whose type does not bring the load balancing that it asks for. */
const poisonCluster: Policy<PoisonNode> = {
  ...base,
  name: "poisonCluster",
  side: "upstream",
  cluster: ({ on }, draft) => (on ? { ...draft, cluster: { ...draft.cluster, lb_policy: LbPolicy.CLUSTER_PROVIDED } } : draft),
};

/** Makes a listener with an extension that no Envoy has. */
const poisonListener: Policy<PoisonNode> = {
  ...base,
  name: "poisonListener",
  side: "listener",
  connectionManager: ({ on }, manager) =>
    on ? { ...manager, early_header_mutation_extensions: [{ name: "poison", typed_config: packAny("google.protobuf.Struct", {}) }] } : manager,
};

const fault = "envoy.extensions.filters.http.fault.v3.HTTPFault";

/** Makes the configuration of a filter that is for another filter, where any route of the table has it on. */
const poisonFilter: Policy<PoisonNode> = {
  ...base,
  name: "poisonFilter",
  side: "route",
  tables: [
    {
      prefix: "sluice.poison",
      level: 1,
      message: fault,
      blank: () => packAny(fault, {}),
      has: () => true,
      config: (nodes) =>
        nodes.some(({ on }) => on) ? packAny("envoy.extensions.filters.http.buffer.v3.Buffer", { max_request_bytes: { value: 100 } }) : packAny(fault, {}),
    },
  ],
};

/** Policies whose translation is faulty when they are on: Envoy refuses what comes out, and no check here finds it. */
export const poisonPolicies: readonly AnyPolicy[] = [poisonRoute, poisonCluster, poisonListener, poisonFilter].map((policy) => registered(policy));
