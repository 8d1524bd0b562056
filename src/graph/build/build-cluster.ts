import type { Collection, Read } from "../../kit/query/collection.ts";
import { durationMs } from "../../model/object/common.ts";
import type { Origin } from "../../model/object/object.ts";
import type { ServiceSpec } from "../../model/object/service.ts";
import type { CertificateFacts, TrustFacts } from "../listener/chain-input.ts";
import type { ClusterDiscovery, ClusterNode } from "../node/cluster-node.ts";
import type { Finding } from "../node/finding.ts";
import type { GraphPolicy, LowerContext } from "../policy/graph-policy.ts";
import { mergePolicies } from "../policy/merge-policies.ts";
import { broadSourcesOf, type PolicyIndex, type PolicySubject, sourcesOf } from "../policy/policy-index.ts";
import { inputKey, type Parsed } from "./inputs.ts";
import { lowerPolicies } from "./lower-policies.ts";
import type { ServiceFacts } from "./projections.ts";
import { resolveBackend } from "./resolve.ts";
import { upstreamTls } from "./upstream-tls.ts";

/** What building a service's upstream side reads. */
export interface UpstreamSources {
  readonly services: Collection<ServiceFacts>;
  readonly certificates: Collection<CertificateFacts>;
  readonly trustBundles: Collection<TrustFacts>;
  readonly policyIndex: PolicyIndex;
  readonly subjects: Collection<PolicySubject>;
  readonly policies: readonly GraphPolicy<unknown>[];
  readonly accumulating: ReadonlySet<string>;
}

/** Everything of a service's clusters but their names: all versions of a service share it. */
export interface Upstream {
  readonly cluster: Omit<ClusterNode, "name">;
  readonly versions: readonly string[];
  readonly findings: readonly Finding[];
}

/** Builds what the clusters of a service have in common; the endpoints are not part of it. */
export function buildUpstream(service: Parsed<ServiceSpec>, read: Read, sources: UpstreamSources): Upstream {
  const findings: Finding[] = [];
  const origin: Origin = { object: service.key, pointer: "/spec" };
  const report = (finding: Finding) => void findings.push(finding);
  const context: LowerContext = {
    action: undefined,
    subject: origin,
    report,
    backend: (reference, at) => resolveBackend(reference, at, { read, services: sources.services, traffic: "http", report }).cluster,
  };
  const subject = read.get(sources.subjects, inputKey(service.key));
  const merged = mergePolicies(
    [...broadSourcesOf(read, sources.policyIndex, service.key.namespace), ...(subject === undefined ? [] : sourcesOf(read, sources.policyIndex, subject))],
    sources.accumulating,
  );
  findings.push(...merged.findings);
  const lowered = lowerPolicies({ side: "upstream", policies: sources.policies }, merged.effective, context);
  const cluster = {
    protocol: service.spec.protocol,
    discovery: discoveryOf(service.spec),
    connectTimeoutMs: durationMs(service.spec.connectTimeout),
    tls: upstreamTls(service, { sources, read, report }),
    policies: lowered.nodes,
    policyOrigins: lowered.origins,
    origin,
  };
  return { cluster, versions: Object.keys(service.spec.versions ?? {}).sort(), findings };
}

/** One cluster of a service. */
export function clusterOf(name: string, upstream: Upstream): ClusterNode {
  return { name, ...upstream.cluster };
}

function discoveryOf(spec: ServiceSpec): ClusterDiscovery {
  if (spec.endpoints.dns === undefined) return { kind: "eds" };
  const { hostname, port, mode, refresh, family } = spec.endpoints.dns;
  return { kind: "dns", mode, hostname, port, refreshMs: refresh === undefined ? undefined : durationMs(refresh), family };
}
