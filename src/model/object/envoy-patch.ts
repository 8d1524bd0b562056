import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";
import type { Json } from "../../kit/json.ts";
import { shown } from "../check/complaint.ts";
import { dnsLabel, duration, formed } from "./common.ts";

const pointer = formed(/^(?:\/(?:[^~/]|~[01])*)*$/u, (value) => [
  "INVALID_POINTER",
  `JSON Pointer ${shown(value)} is not valid`,
  "Write for example /per_connection_buffer_limit_bytes; ~1 is a slash",
]);
const path = pointer.describe("JSON Pointer into the resource, in proto3 JSON with the field names of Envoy's documentation (snake_case).");
const from = pointer.describe("JSON Pointer to the source.");
const value = z.json().describe("New value, in proto3 JSON.") as unknown as z.ZodType<Json>;

const operation = z.discriminatedUnion("op", [
  z.strictObject({ op: z.enum(["add", "replace", "test"]).describe("What to do (RFC 6902)."), path, value }),
  z.strictObject({ op: z.literal("remove").describe("What to do (RFC 6902)."), path }),
  z.strictObject({ op: z.enum(["move", "copy"]).describe("What to do (RFC 6902)."), path, from }),
]);

/** Fields of an Envoy patch's spec. */
export const envoyPatchShape = {
  target: z
    .strictObject({
      type: z
        .enum(["listener", "route", "cluster", "endpoint", "extension", "scoped-route"])
        .describe(
          "Type of the resource; secrets cannot be patched. A patch makes an extension (TypedExtensionConfig, which travels by ECDS) and a scoped route (ScopedRouteConfiguration) that nothing else makes.",
        ),
      name: z.string().min(1).max(512).describe("Name of the resource as the proxy sees it."),
    })
    .describe("Resource that is patched."),
  nodeGroup: dnsLabel.describe("Only for this NodeGroup; default: for all.").exactOptional(),
  ttl: duration
    .describe(
      "Time without the control plane after which a proxy drops the patched resource by itself, 1s to 1d; proxies that speak state of the world keep it. Not for routes and endpoints, where Envoy does nothing when it is over.",
    )
    .exactOptional(),
  patch: z.array(operation).min(1).max(200).describe("JSON Patch (RFC 6902) on the resource in proto3 JSON; the result is validated like any other resource."),
} as const;

/** Spec of an EnvoyPatch as it is read. */
export type EnvoyPatchSpec = Omit<DeepReadonly<z.output<z.ZodObject<typeof envoyPatchShape>>>, "patch"> & {
  readonly patch: readonly PatchOperation[];
};

/** One operation of a JSON Patch. */
export type PatchOperation = z.output<typeof operation>;
