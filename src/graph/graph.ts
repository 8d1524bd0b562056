import type { Collection, Group } from "../kit/query/collection.ts";
import type { EnvoyPatchSpec } from "../model/object/envoy-patch.ts";
import type { NodeGroupSpec } from "../model/object/node-group.ts";
import type { BuiltRoute } from "./build/build-route.ts";
import type { Parsed } from "./build/inputs.ts";
import type { ProxyKind } from "./build/projections.ts";
import type { ClusterNode } from "./node/cluster-node.ts";
import type { EndpointSetNode } from "./node/endpoint-set-node.ts";
import type { Finding } from "./node/finding.ts";
import type { LimitConfigNode } from "./node/limit-config-node.ts";
import type { ListenerNode, TableUse } from "./node/listener-node.ts";
import type { MembersNode } from "./node/members-node.ts";
import type { SecretNode } from "./node/secret-node.ts";
import type { SlotNode } from "./node/slot-node.ts";

/** A route table that a group needs: every HTTP listener has one, also when no route is attached yet. */
export interface RouteTableName extends TableUse {
  readonly group: string;
}

/** What the fleet means: collections that follow the objects. Keys are given with each. */
export interface Graph {
  /** By `/group`. */
  readonly nodeGroups: Collection<Parsed<NodeGroupSpec>>;
  /** The kind of proxy of each group, by `/group`. */
  readonly proxies: Collection<ProxyKind>;
  /** By `group|listener name`. */
  readonly listeners: Collection<ListenerNode>;
  /** Route tables by `group|table`. */
  readonly tableNames: Collection<RouteTableName>;
  /** Routes on their listeners, by `namespace/route`. */
  readonly routes: Collection<BuiltRoute>;
  /** By `table|hostname`: the routes that have entries for the hostname there, by `namespace/route`. */
  readonly hosts: Collection<Group<BuiltRoute>>;
  /** By cluster name; just those that something refers to. */
  readonly clusters: Collection<ClusterNode>;
  /** By cluster name, of clusters that find their endpoints by EDS. */
  readonly endpointSets: Collection<EndpointSetNode>;
  /** By secret name. */
  readonly secrets: Collection<SecretNode>;
  /** The secret {@link systemTrustName} of each group, by `/group`. */
  readonly systemTrust: Collection<SecretNode>;
  /** By `group|cluster`: which group needs which cluster. */
  readonly groupClusters: Collection<GroupCluster>;
  /** By `group|secret`. */
  readonly groupSecrets: Collection<GroupMember>;
  /** By `group|policy`: which settings the policy's slots have. */
  readonly slots: Collection<SlotNode>;
  /** By `group|filter's prefix|table`: the routes that have a part in the table's filter. */
  readonly filteredTables: Collection<Group<BuiltRoute>>;
  /** By `group|extension`: filter configurations that travel by themselves. */
  readonly groupExtensions: Collection<GroupMember>;
  /** By group: proxies that must know of each other, to divide limits. */
  readonly members: Collection<MembersNode>;
  /** By `group|scoped route`. */
  readonly groupScopedRoutes: Collection<GroupMember>;
  /** By `group|domain`: what rate limit services get. */
  readonly limitConfigs: Collection<LimitConfigNode>;
  /** By `/name`. */
  readonly patches: Collection<Parsed<EnvoyPatchSpec>>;
  /** By target type and name (`cluster|default/hello`): patches on that resource. */
  readonly patchesByTarget: Collection<Group<Parsed<EnvoyPatchSpec>>>;
  /** By object (`Route/default/hello`): what is wrong with it. */
  readonly findings: readonly Collection<Group<Finding>>[];
}

/** A cluster that one group needs. */
export interface GroupCluster extends GroupMember {
  /** Only hosts that come on demand lead to it. */
  readonly onDemand: boolean;
}

/** One resource that one group needs. */
export interface GroupMember {
  readonly group: string;
  readonly name: string;
}

/** What is wrong with an object, from every stage. */
export function findingsOf(graph: Graph, objectKey: string): readonly Finding[] {
  return graph.findings.flatMap((collection) => [...(collection.get(objectKey)?.values() ?? [])]);
}
