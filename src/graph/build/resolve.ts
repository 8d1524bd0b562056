import type { Collection, Read } from "../../kit/query/collection.ts";
import type { ObjectKey, Origin } from "../../model/object/object.ts";
import type { Finding } from "../node/finding.ts";
import { inputKey } from "./inputs.ts";
import { mayUse, type ServiceFacts } from "./projections.ts";

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

/** What is wrong with using a backend from an object, if anything. */
export function backendFinding(reference: BackendReference, origin: Origin, facts: ServiceFacts | undefined): Finding | undefined {
  const { namespace, name } = reference.service;
  const base = { object: origin.object, pointer: origin.pointer, condition: "ResolvedRefs" } as const;
  if (facts === undefined)
    return { ...base, code: "UNKNOWN_REFERENCE", detail: `Service ${namespace}/${name} does not exist`, hint: "Create it, or correct the name" };
  if (!mayUse(facts.allowedFrom, namespace, origin.object.namespace)) {
    return {
      ...base,
      code: "NOT_ALLOWED",
      detail: `Service ${namespace}/${name} may not be used from namespace ${origin.object.namespace}`,
      hint: "Its owner says who may, in allowedFrom",
    };
  }
  if (reference.version !== undefined && !facts.versions.includes(reference.version)) {
    const known = facts.versions.length === 0 ? "It has none" : `It has ${facts.versions.join(", ")}`;
    return { ...base, code: "UNKNOWN_VERSION", detail: `Service ${namespace}/${name} has no version ${reference.version}`, hint: known };
  }
  return undefined;
}

/** Cluster that nothing answers for: the share of a backend that is dangling or forbidden goes there, and gets a 500. */
export function unresolvedCluster(reference: BackendReference): string {
  return `unresolved/${clusterName(reference)}`;
}

/** Resolves a backend: its cluster's name, after reporting what is wrong with it. A forbidden service is never reached. */
export function resolveBackend(
  reference: BackendReference,
  origin: Origin,
  context: { readonly read: Read; readonly services: Collection<ServiceFacts>; readonly report: (finding: Finding) => void },
): { readonly cluster: string; readonly facts: ServiceFacts | undefined } {
  const facts = context.read.get(context.services, inputKey(reference.service));
  const finding = backendFinding(reference, origin, facts);
  if (finding === undefined) return { cluster: clusterName(reference), facts };
  context.report(finding);
  return { cluster: unresolvedCluster(reference), facts: undefined };
}
