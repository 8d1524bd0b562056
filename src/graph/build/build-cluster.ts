import type { Collection, Read } from "../../kit/query/collection.ts";
import { type AllowedFrom, durationMs, refKey } from "../../model/object/common.ts";
import type { Origin } from "../../model/object/object.ts";
import { type ServiceSpec, serverNameOf, subjectAltNamesOf } from "../../model/object/service.ts";
import type { CertificateFacts, TrustFacts } from "../listener/chains.ts";
import type { ClusterDiscovery, ClusterNode, UpstreamTls } from "../node/cluster-node.ts";
import type { Finding } from "../node/finding.ts";
import { certificateSecretName, trustSecretName } from "../node/secret-node.ts";
import type { GraphPolicy, LowerContext } from "../policy/graph-policy.ts";
import { mergePolicies } from "../policy/merge-policies.ts";
import { broadSourcesOf, type PolicyIndex, type PolicySubject, sourcesOf } from "../policy/policy-index.ts";
import { inputKey, type Parsed } from "./inputs.ts";
import { stringMatch } from "./lower-match.ts";
import { mayUse, type ServiceFacts } from "./projections.ts";
import { clusterName, resolveBackend } from "./resolve.ts";
import { lowerPolicies } from "./route-table.ts";

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
    backend: (reference, at) => resolveBackend(reference, at, { read, services: sources.services, report }).cluster,
  };
  const subject = read.get(sources.subjects, inputKey(service.key));
  const merged = mergePolicies(
    [...broadSourcesOf(read, sources.policyIndex, service.key.namespace), ...(subject === undefined ? [] : sourcesOf(read, sources.policyIndex, subject))],
    sources.accumulating,
  );
  findings.push(...merged.findings);
  const cluster = {
    protocol: service.spec.protocol,
    discovery: discoveryOf(service.spec),
    connectTimeoutMs: durationMs(service.spec.connectTimeout),
    tls: upstreamTls(service, read, { sources, report }),
    policies: lowerPolicies({ name: "upstream", policies: sources.policies }, merged.effective, context).nodes,
    origin,
  };
  return { cluster, versions: Object.keys(service.spec.versions ?? {}).sort(), findings };
}

/** One cluster of a service. */
export function clusterOf(name: string, upstream: Upstream): ClusterNode {
  return { name, ...upstream.cluster };
}

/** Names of all clusters that a service may have. */
export function clusterNamesOf(service: Parsed<ServiceSpec>): readonly string[] {
  const versions = [undefined, ...Object.keys(service.spec.versions ?? {})];
  return versions.map((version) => clusterName({ service: service.key, version }));
}

function discoveryOf(spec: ServiceSpec): ClusterDiscovery {
  if (spec.endpoints.dns === undefined) return { kind: "eds" };
  const { hostname, port, mode, refresh, family } = spec.endpoints.dns;
  return { kind: "dns", mode, hostname, port, refreshMs: refresh === undefined ? undefined : durationMs(refresh), family };
}

interface TlsContext {
  readonly sources: UpstreamSources;
  readonly report: (finding: Finding) => void;
}

function upstreamTls(service: Parsed<ServiceSpec>, read: Read, context: TlsContext): UpstreamTls | undefined {
  const tls = service.spec.tls;
  if (tls === undefined) return undefined;
  const namespace = service.key.namespace;
  const certificate = tls.certificate === undefined ? undefined : refKey(tls.certificate, "Certificate", namespace);
  if (certificate !== undefined)
    checkUse(service, {
      key: certificate,
      facts: read.get(context.sources.certificates, inputKey(certificate)),
      pointer: "/spec/tls/certificate",
      report: context.report,
    });
  return {
    sni: serverNameOf(service.spec),
    trust: trustOf(service, read, context),
    certificate: certificate === undefined ? undefined : certificateSecretName(certificate.namespace, certificate.name),
    subjectAltNames: subjectAltNamesOf(service.spec)
      .map(stringMatch)
      .filter((match) => match.kind !== "present"),
    minVersion: tls.minVersion,
  };
}

function trustOf(service: Parsed<ServiceSpec>, read: Read, context: TlsContext): UpstreamTls["trust"] {
  const trust = service.spec.tls?.trust;
  if (trust === undefined || trust === "none") return undefined;
  if (trust === "system") return { kind: "system" };
  const key = refKey(trust, "TrustBundle", service.key.namespace);
  checkUse(service, { key, facts: read.get(context.sources.trustBundles, inputKey(key)), pointer: "/spec/tls/trust", report: context.report });
  return { kind: "bundle", secret: trustSecretName(key.namespace, key.name) };
}

interface SecretUse {
  readonly key: ReturnType<typeof refKey>;
  readonly facts: { readonly allowedFrom: AllowedFrom | undefined } | undefined;
  readonly pointer: string;
  readonly report: (finding: Finding) => void;
}

function checkUse(service: Parsed<ServiceSpec>, { key, facts, pointer, report }: SecretUse): void {
  const base = { object: service.key, pointer, condition: "ResolvedRefs" } as const;
  const what = `${key.kind} ${key.namespace}/${key.name}`;
  if (facts === undefined) report({ ...base, code: "UNKNOWN_REFERENCE", detail: `${what} does not exist`, hint: "Create it, or correct the name" });
  else if (!mayUse(facts.allowedFrom, key.namespace, service.key.namespace)) {
    report({
      ...base,
      code: "NOT_ALLOWED",
      detail: `${what} may not be used from namespace ${service.key.namespace}`,
      hint: "Its owner says who may, in allowedFrom",
    });
  }
}
