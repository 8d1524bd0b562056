import type { Collection, Read } from "../../kit/query/collection.ts";
import type { ObjectKey, Origin } from "../../model/object/object.ts";
import type { Finding } from "../node/finding.ts";
import { inputKey } from "./inputs.ts";
import type { ServiceFacts } from "./projections.ts";
import { useFinding } from "./use-finding.ts";

/** A backend as a route or policy names it. */
export interface BackendReference {
  readonly service: ObjectKey;
  readonly version: string | undefined;
}

/** Name of the cluster of a service, or of one version of it. */
export function clusterName(reference: BackendReference): string {
  const base = `${reference.service.namespace}/${reference.service.name}`;
  return reference.version === undefined ? base : `${base}/${reference.version}`;
}

/** The service and version that a cluster's name stands for. */
export function clusterParts(name: string): BackendReference {
  const [namespace = "", service = "", version] = name.split("/");
  return { service: { kind: "Service", namespace, name: service }, version };
}

/** What the requests or connections are that a backend gets. */
export type BackendTraffic = "http" | "grpc" | "stream" | "datagram";

/** What a service must speak to get them. TCP carries everything that TCP carries. */
const speaking: Readonly<Record<BackendTraffic, readonly ServiceFacts["protocol"][]>> = {
  http: ["http1", "http2", "grpc"],
  grpc: ["grpc"],
  stream: ["tcp", "http1", "http2", "grpc"],
  datagram: ["udp"],
};

/** What is wrong with using a backend from an object, if anything. */
function backendFinding(reference: BackendReference, origin: Origin, facts: ServiceFacts | undefined): Finding | undefined {
  const fault = useFinding({ key: reference.service, facts, origin });
  if (fault !== undefined || facts === undefined) return fault;
  if (reference.version !== undefined && !facts.versions.includes(reference.version)) {
    const known = facts.versions.length === 0 ? "It has none" : `It has ${facts.versions.join(", ")}`;
    const detail = `Service ${inputKey(reference.service)} has no version ${reference.version}`;
    return { object: origin.object, pointer: origin.pointer, condition: "ResolvedRefs", code: "UNKNOWN_VERSION", detail, hint: known };
  }
  return undefined;
}

/** A cluster that speaks something else is no reason to take traffic away that may have worked until now, but it is one to say so. */
function protocolFinding(
  reference: BackendReference,
  origin: Origin,
  use: { readonly facts: ServiceFacts; readonly traffic: BackendTraffic },
): Finding | undefined {
  const wanted = speaking[use.traffic];
  if (wanted.includes(use.facts.protocol)) return undefined;
  const { namespace, name } = reference.service;
  const what = { http: "HTTP requests", grpc: "requests of gRPC clients", stream: "TCP connections", datagram: "UDP datagrams" }[use.traffic];
  return {
    object: origin.object,
    pointer: origin.pointer,
    condition: "Accepted",
    code: "PROTOCOL_MISMATCH",
    detail: `Service ${namespace}/${name} speaks ${use.facts.protocol}, it cannot get ${what}`,
    hint: `It needs protocol ${wanted.join(" or ")}`,
  };
}

/**
 * Cluster that nothing answers for: the share of a backend that is dangling or forbidden goes there, and gets a 500. The colon stands in no
 * name of ours, so nobody can make a cluster of this name.
 */
function unresolvedCluster(reference: BackendReference): string {
  return `unresolved:${clusterName(reference)}`;
}

/** What resolving reads, and whom it tells. */
export interface ResolveContext {
  readonly read: Read;
  readonly services: Collection<ServiceFacts>;
  readonly traffic: BackendTraffic;
  readonly report: (finding: Finding) => void;
}

/** Resolves a backend: its cluster's name, after reporting what is wrong with it. A forbidden service is never reached. */
export function resolveBackend(
  reference: BackendReference,
  origin: Origin,
  { read, services, traffic, report }: ResolveContext,
): { readonly cluster: string; readonly facts: ServiceFacts | undefined } {
  const facts = read.get(services, inputKey(reference.service));
  const finding = backendFinding(reference, origin, facts);
  if (finding !== undefined || facts === undefined) {
    if (finding !== undefined) report(finding);
    return { cluster: unresolvedCluster(reference), facts: undefined };
  }
  const mismatch = protocolFinding(reference, origin, { facts, traffic });
  if (mismatch !== undefined) report(mismatch);
  return { cluster: clusterName(reference), facts };
}
