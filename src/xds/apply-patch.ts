import { codec } from "../gen/codec.ts";
import { fromJson } from "../gen/from-json.ts";
import { toJson } from "../gen/to-json.ts";
import type { Parsed } from "../graph/build/inputs.ts";
import type { Json } from "../kit/json.ts";
import { applyJsonPatch } from "../kit/json-patch.ts";
import { durationMs } from "../model/object/common.ts";
import type { EnvoyPatchSpec } from "../model/object/envoy-patch.ts";
import { type EncodedPiece, encodeResource, messageOf } from "./encode-resource.ts";
import type { EncodedResource, References } from "./encoded-resource.ts";
import { onDemandVersion } from "./on-demand-version.ts";
import { splitEncoded } from "./route/split-table.ts";

/** Applies one patch to a resource; without a resource and with findings when it does not fit or Envoy would refuse what comes out. */
export function applyPatch(resource: EncodedResource, patch: Parsed<EnvoyPatchSpec>): EncodedPiece {
  const { type, name, references } = resource;
  const message = messageOf(type);
  const refuse = (code: string, pointer: string, detail: string): EncodedPiece => ({
    resource: undefined,
    findings: [{ object: patch.key, pointer, condition: "Accepted", code, detail }],
  });
  const patched = applyJsonPatch(toJson(message, codec(message).decode(resource.bytes)), patch.spec.patch);
  if (patched.kind === "failed") {
    const [first] = patched.problems;
    return refuse("PATCH_DOES_NOT_FIT", `/spec/patch${first?.pointer ?? ""}`, `Patch does not fit ${type} ${name}: ${first?.detail ?? ""}`);
  }
  const read = fromJson(message, patched.document);
  if (!read.ok) {
    const faults = read.faults.map((fault) => `${fault.detail} (at ${fault.pointer})`).join("; ");
    return refuse("PATCH_INVALID", "/spec/patch", `Patched ${type} ${name} is not valid: ${faults}`);
  }
  if (nameIn(type, read.message) !== name)
    return refuse("PATCH_INVALID", "/spec/patch", `Patch changes the name of ${type} ${name}, by which proxies ask for it`);
  const origin = { object: patch.key, pointer: "/spec/patch" };
  // What a patch has put into a cluster may warm in any way; whoever needs it waits for its acknowledgement.
  const warming = type === "cluster" ? "slow" : resource.warming;
  const currentOrigins = () => [origin, ...resource.origins()];
  const made = encodeResource({
    message,
    value: read.message,
    type,
    name,
    warming,
    ttlMs: shorter(resource.ttlMs, patch.spec.ttl === undefined ? undefined : durationMs(patch.spec.ttl)),
    references: () => withPatched(references(), patched.document),
    origins: [origin],
    currentOrigins,
  });
  return { ...made, resource: made.resource && patchedResource(resource, made.resource) };
}

/** A table that is split stays so: what was patched is taken apart. */
function patchedResource(before: EncodedResource, after: EncodedResource): EncodedResource {
  const hosts = before.split?.().hosts;
  if (hosts === undefined) return { ...after, patched: true };
  const version = hosts === "onDemand" ? onDemandVersion(after.version) : after.version;
  return { ...after, version, patched: true, split: () => splitEncoded(after, hosts) };
}

function shorter(left: number | undefined, right: number | undefined): number | undefined {
  return left === undefined || right === undefined ? (left ?? right) : Math.min(left, right);
}

/** What a patch may make refer to others: filters of a listener that ask for their configuration by their name, and the table of a scoped route. */
function withPatched(references: References, document: Json): References {
  const extension = [...(references.extension ?? []), ...extensionNames(document)];
  const route = [...(references.route ?? []), ...tableNames(document)];
  return { ...references, ...(extension.length > 0 && { extension: new Set(extension) }), ...(route.length > 0 && { route: new Set(route) }) };
}

function extensionNames(value: Json): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  const name = "config_discovery" in value && typeof value["name"] === "string" ? [value["name"]] : [];
  return [...name, ...Object.values(value).flatMap(extensionNames)];
}

function tableNames(value: Json): readonly string[] {
  const name = typeof value === "object" && value !== null && "route_configuration_name" in value ? value["route_configuration_name"] : undefined;
  return typeof name === "string" ? [name] : [];
}

function nameIn(type: EncodedResource["type"], message: object): unknown {
  return Reflect.get(message, type === "endpoint" ? "cluster_name" : "name");
}
