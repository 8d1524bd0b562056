import { type Backend, type ParentRef, type Ref, refKey } from "../object/common.ts";
import type { Kind, ObjectKey, WrittenObject } from "../object/object.ts";
import type { PolicyBlock } from "../policy/policy-blocks.ts";
import type { PolicySchema } from "../policy-schema.ts";
import type { Specs } from "../schema/specs.ts";

/** What a reference is for. */
export type ReferenceUsage = "attach" | "backend" | "certificate" | "trust" | "nodeGroup" | "policyTarget" | "service" | "policy";

/** A reference that an object makes. */
export interface ObjectReference {
  /** RFC 6901 pointer into the object. */
  readonly pointer: string;
  readonly target: ObjectKey;
  readonly usage: ReferenceUsage;
  /** Listener of a gateway, rule of a route or version of a service that is meant. */
  readonly section?: string;
}

/** What finding references needs of the model. */
export interface ReferenceReader {
  readonly policies: readonly PolicySchema[];
  specOf<K extends Kind>(kind: K, object: Pick<WrittenObject, "kind" | "namespace" | "name" | "spec">): Specs[K];
  policiesIn(object: Pick<WrittenObject, "kind" | "spec">): readonly PolicyBlock[];
}

/** The references of an object that the model took, those of its policies included; defaults (the node group `edge`) count. */
export function referencesOf(object: WrittenObject, model: ReferenceReader): readonly ObjectReference[] {
  return [...ownReferences(object, model), ...policyReferences(object, model)];
}

function ownReferences(object: WrittenObject, model: ReferenceReader): readonly ObjectReference[] {
  switch (object.kind) {
    case "Gateway":
      return gatewayReferences(object, model);
    case "Route":
      return routeReferences(object, model);
    case "StreamRoute": {
      const spec = model.specOf("StreamRoute", object);
      return [...parentReferences(spec.parents, object.namespace), ...backendReferences(spec.backends, "/spec/backends", object.namespace)];
    }
    case "Service":
      return serviceReferences(object, model);
    case "Instance":
      return [reference("/spec/service", "service", keyOf(model.specOf("Instance", object).service, "Service", object))];
    case "Policy":
      return targetReferences(object, model);
    case "EnvoyPatch": {
      const { nodeGroup } = model.specOf("EnvoyPatch", object);
      return nodeGroup === undefined ? [] : [reference("/spec/nodeGroup", "nodeGroup", groupKey(nodeGroup))];
    }
    case "Consumer":
    case "Revocation":
    case "Certificate":
    case "Secret":
    case "TrustBundle":
    case "NodeGroup":
    case "RateLimitDomain":
      return [];
  }
}

function gatewayReferences(object: WrittenObject, model: ReferenceReader): readonly ObjectReference[] {
  const spec = model.specOf("Gateway", object);
  const ofListeners = spec.listeners.flatMap(({ tls }, index) => {
    const at = `/spec/listeners/${index}/tls`;
    const certificates = (tls?.certificates ?? []).map((ref, position) =>
      reference(`${at}/certificates/${position}`, "certificate", keyOf(ref, "Certificate", object)),
    );
    return tls?.clientCa === undefined ? certificates : [...certificates, reference(`${at}/clientCa`, "trust", keyOf(tls.clientCa, "TrustBundle", object))];
  });
  return [reference("/spec/nodeGroup", "nodeGroup", groupKey(spec.nodeGroup)), ...ofListeners];
}

function routeReferences(object: WrittenObject, model: ReferenceReader): readonly ObjectReference[] {
  const spec = model.specOf("Route", object);
  const ofRules = spec.rules.flatMap((rule, index) => backendReferences(rule.backends ?? [], `/spec/rules/${index}/backends`, object.namespace));
  return [...parentReferences(spec.parents, object.namespace), ...ofRules];
}

function parentReferences(parents: readonly ParentRef[], namespace: string): readonly ObjectReference[] {
  return parents.map((parent, index) => {
    const found = reference(`/spec/parents/${index}`, "attach", { kind: "Gateway", namespace: parent.namespace ?? namespace, name: parent.name });
    return parent.section === undefined ? found : { ...found, section: parent.section };
  });
}

function backendReferences(backends: readonly Backend[], pointer: string, namespace: string): readonly ObjectReference[] {
  return backends.map(({ service, version }, index) => {
    const found = reference(`${pointer}/${index}`, "backend", refKey(service, "Service", namespace));
    return version === undefined ? found : { ...found, section: version };
  });
}

function serviceReferences(object: WrittenObject, model: ReferenceReader): readonly ObjectReference[] {
  const { tls } = model.specOf("Service", object);
  if (tls === undefined) return [];
  const certificate = tls.certificate === undefined ? [] : [reference("/spec/tls/certificate", "certificate", keyOf(tls.certificate, "Certificate", object))];
  if (tls.trust === "system" || tls.trust === "none") return certificate;
  return [...certificate, reference("/spec/tls/trust", "trust", keyOf(tls.trust, "TrustBundle", object))];
}

function targetReferences(object: WrittenObject, model: ReferenceReader): readonly ObjectReference[] {
  return model.specOf("Policy", object).targets.flatMap((target, index): readonly ObjectReference[] => {
    if (!("name" in target)) return [];
    const found = reference(`/spec/targets/${index}`, "policyTarget", { kind: target.kind, namespace: object.namespace, name: target.name });
    return [target.section === undefined ? found : { ...found, section: target.section }];
  });
}

function policyReferences(object: WrittenObject, model: ReferenceReader): readonly ObjectReference[] {
  return model.policiesIn(object).flatMap(({ name, pointer, value }) => {
    const references = model.policies.find((policy) => policy.name === name)?.references?.(value) ?? [];
    return references.map((found) => reference(pointer + found.pointer, "policy", refKey(found.ref, found.kind, object.namespace)));
  });
}

function reference(pointer: string, usage: ReferenceUsage, target: ObjectKey): ObjectReference {
  return { pointer, usage, target };
}

function keyOf(ref: Ref, kind: Kind, object: WrittenObject): ObjectKey {
  return refKey(ref, kind, object.namespace);
}

function groupKey(name: string): ObjectKey {
  return { kind: "NodeGroup", namespace: "", name };
}
