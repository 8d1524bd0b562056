import { packAny } from "../../gen/codec.ts";
import type { Cluster } from "../../gen/envoy/config/cluster/v3.ts";
import { Cluster_DiscoveryType as DiscoveryType, Cluster_DnsLookupFamily as DnsLookupFamily } from "../../gen/envoy/config/cluster/v3.ts";
import type { HttpProtocolOptions } from "../../gen/envoy/extensions/upstreams/http/v3.ts";
import type { ClusterDiscovery, ClusterNode } from "../../graph/node/cluster-node.ts";
import { duration, overAds } from "../common.ts";
import { type EncodedPiece, encodeChecked } from "../encode-resource.ts";
import type { EncodedResource, References } from "../encoded-resource.ts";
import { fitPolicies } from "../fit-policies.ts";
import { type AnyEmittingPolicy, applyPolicies, type ClusterDraft } from "../policy.ts";
import { upstreamTransportSocket } from "../tls.ts";

const message = "envoy.config.cluster.v3.Cluster";
const httpOptionsKey = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

const lookupFamily = { auto: DnsLookupFamily.AUTO, v4: DnsLookupFamily.V4_ONLY, v6: DnsLookupFamily.V6_ONLY, all: DnsLookupFamily.ALL } as const;

/** Envoy's Cluster of one node, with all its policies. */
function clusterMessage(node: ClusterNode, policies: readonly AnyEmittingPolicy[]): Cluster {
  const draft: ClusterDraft = { cluster: baseCluster(node), http: httpOptions(node) };
  const change = applyPolicies<ClusterDraft>(
    node.policies,
    policies,
    (policy, value) => policy.cluster && ((cluster) => policy.cluster?.(value, cluster) ?? cluster),
  );
  const { cluster, http } = change(draft);
  return http === undefined ? cluster : { ...cluster, typed_extension_protocol_options: { [httpOptionsKey]: packAny(httpOptionsKey, http) } };
}

/** The cluster as a resource. */
export function encodeCluster(node: ClusterNode, policies: readonly AnyEmittingPolicy[]): EncodedPiece {
  const origins = [node.origin, ...Object.values(node.policyOrigins).flat()];
  const build = (nodes: ClusterNode["policies"]): Cluster => clusterMessage({ ...node, policies: nodes }, policies);
  const piece = { type: "cluster", name: node.name, origins: [node.origin] } as const;
  const { value, findings } = fitPolicies({ message, build, nodes: node.policies, nodeOrigins: node.policyOrigins, policies, piece });
  if (value === undefined) return { resource: undefined, findings };
  const parts = { message, value, ...piece, origins, warming: warmingOf(node, policies), references: () => referencesOf(node) } as const;
  return { resource: encodeChecked(parts), findings };
}

function baseCluster(node: ClusterNode): Cluster {
  const cluster = { name: node.name, connect_timeout: duration(node.connectTimeoutMs), ...discovery(node.name, node.discovery) };
  return { ...cluster, ...(node.tls !== undefined && { transport_socket: upstreamTransportSocket(node.tls) }) };
}

function discovery(name: string, found: ClusterDiscovery): Cluster {
  if (found.kind === "eds") return { type: DiscoveryType.EDS, eds_cluster_config: { eds_config: overAds } };
  const address = { socket_address: { address: found.hostname, port_value: found.port } };
  return {
    type: found.mode === "strict" ? DiscoveryType.STRICT_DNS : DiscoveryType.LOGICAL_DNS,
    dns_lookup_family: lookupFamily[found.family],
    ...(found.refreshMs !== undefined && { dns_refresh_rate: duration(found.refreshMs) }),
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [{ endpoint: { address, hostname: found.hostname } }] }] },
  };
}

/** TCP and UDP clusters have none; an HTTP cluster with TLS and no SNI of its own sends and checks the request's Host. */
function httpOptions(node: ClusterNode): HttpProtocolOptions | undefined {
  if (node.protocol === "tcp" || node.protocol === "udp") return undefined;
  const explicit =
    node.protocol === "http1"
      ? { http_protocol_options: {} }
      : { http2_protocol_options: { connection_keepalive: { interval: { seconds: 30 }, timeout: { seconds: 5 } } } };
  const followHost = node.tls !== undefined && node.tls.sni === undefined;
  return {
    explicit_http_config: explicit,
    ...(followHost && {
      upstream_http_protocol_options: { auto_sni: true, auto_san_validation: node.tls.trust !== undefined && node.tls.subjectAltNames.length === 0 },
    }),
  };
}

function warmingOf(node: ClusterNode, policies: readonly AnyEmittingPolicy[]): EncodedResource["warming"] {
  const slowPolicy = policies.some((policy) => node.policies[policy.name] !== undefined && policy.warmsSlowly?.(node.policies[policy.name] as never) === true);
  if (slowPolicy || node.discovery.kind === "dns" || node.tls?.trust !== undefined || node.tls?.certificate !== undefined) return "slow";
  return "endpoints";
}

function referencesOf(node: ClusterNode): References {
  const secrets = [node.tls?.certificate, node.tls?.trust].filter((name) => name !== undefined);
  return { ...(node.discovery.kind === "eds" && { endpoint: new Set([node.name]) }), ...(secrets.length > 0 && { secret: new Set(secrets) }) };
}
