import { z } from "zod";

/**
 * MeshProxyPatch as Kuma takes it, written by hand from kumahq/kuma, pkg/plugins/policies/meshproxypatch/k8s/crd/kuma.io_meshproxypatches.yaml and
 * validator.go, state of 2026-08 (version 2.13). Only what is written here; no field besides.
 */
const match = z.strictObject({ origin: z.enum(["inbound", "outbound", "gateway"]), name: z.string().exactOptional() });
const value = z.string().min(1);

const modification = z.union([
  z.strictObject({ cluster: z.strictObject({ operation: z.literal("Add"), value }) }),
  z.strictObject({ httpFilter: z.strictObject({ operation: z.literal("AddBefore"), match: match.required(), value }) }),
  z.strictObject({ virtualHost: z.strictObject({ operation: z.literal("Patch"), match, value }) }),
]);

const targetRef = z.union([
  z.strictObject({ kind: z.literal("Mesh") }),
  z.strictObject({ kind: z.literal("Dataplane"), labels: z.record(z.string(), z.string()) }),
]);

const spec = z.strictObject({ targetRef, default: z.strictObject({ appendModifications: z.array(modification).min(1) }) });

/** The object, on Kubernetes or universal. */
export const meshProxyPatch = z.union([
  z.strictObject({ type: z.literal("MeshProxyPatch"), mesh: z.string(), name: z.string(), spec }),
  z.strictObject({
    apiVersion: z.literal("kuma.io/v1alpha1"),
    kind: z.literal("MeshProxyPatch"),
    metadata: z.strictObject({ name: z.string(), namespace: z.string(), labels: z.strictObject({ "kuma.io/mesh": z.string() }) }),
    spec,
  }),
]);
