import { packAny } from "../../gen/codec.ts";
import type { LoadBalancingPolicy } from "../../gen/envoy/config/cluster/v3.ts";
import type { RouteAction_HashPolicy } from "../../gen/envoy/config/route/v3.ts";
import type { ConsistentHashingLbConfig, SlowStartConfig } from "../../gen/envoy/extensions/load_balancing_policies/common/v3.ts";
import type { Any } from "../../gen/google/protobuf.ts";
import { duration } from "../../xds/common.ts";
import type { ClusterDraft } from "../../xds/policy.ts";
import type { HashSource, LoadBalancingNode } from "./lower.ts";

/** Graph → Envoy's Cluster. */
export function clusterLoadBalancing(node: LoadBalancingNode, draft: ClusterDraft): ClusterDraft {
  const common = node.panicThreshold === undefined ? {} : { common_lb_config: { healthy_panic_threshold: { value: node.panicThreshold } } };
  return { ...draft, cluster: { ...draft.cluster, load_balancing_policy: policyOf(node), ...common } };
}

function policyOf(node: LoadBalancingNode): LoadBalancingPolicy {
  const [name, typed_config] = extensionOf(node);
  return { policies: [{ typed_extension_config: { name: `envoy.load_balancing_policies.${name}`, typed_config } }] };
}

function extensionOf(node: LoadBalancingNode): readonly [name: string, config: Any] {
  const base = "envoy.extensions.load_balancing_policies";
  switch (node.algorithm) {
    case "roundRobin":
      return ["round_robin", packAny(`${base}.round_robin.v3.RoundRobin`, slowStart(node))];
    case "leastRequest":
      return ["least_request", packAny(`${base}.least_request.v3.LeastRequest`, { choice_count: { value: node.choices }, ...slowStart(node) })];
    case "random":
      return ["random", packAny(`${base}.random.v3.Random`, {})];
    case "ringHash":
      return ["ring_hash", packAny(`${base}.ring_hash.v3.RingHash`, { consistent_hashing_lb_config: hashing(node) })];
    case "maglev":
      return ["maglev", packAny(`${base}.maglev.v3.Maglev`, { consistent_hashing_lb_config: hashing(node) })];
  }
}

function slowStart({ slowStart: start }: LoadBalancingNode): { readonly slow_start_config?: SlowStartConfig } {
  if (start === undefined) return {};
  return {
    slow_start_config: {
      slow_start_window: duration(start.windowMs),
      aggression: { default_value: start.aggression, runtime_key: "sluice.slow_start_aggression" },
      min_weight_percent: { value: start.minWeightPercent },
    },
  };
}

function hashing({ hash }: LoadBalancingNode): ConsistentHashingLbConfig {
  return { hash_policy: hash.map(hashPolicy) };
}

/** The first source that yields a value ends the hash. */
function hashPolicy(source: HashSource): RouteAction_HashPolicy {
  switch (source.kind) {
    case "header":
      return { header: { header_name: source.name }, terminal: true };
    case "query":
      return { query_parameter: { name: source.name }, terminal: true };
    case "cookie":
      return { cookie: { name: source.name, ...(source.ttlMs !== undefined && { ttl: duration(source.ttlMs) }) }, terminal: true };
    case "sourceIp":
      return { connection_properties: { source_ip: true }, terminal: true };
  }
}
