import { codec } from "../gen/codec.ts";
import { fromJson } from "../gen/from-json.ts";
import { toJson } from "../gen/to-json.ts";
import type { Parsed } from "../graph/build/inputs.ts";
import type { Graph } from "../graph/graph.ts";
import type { Finding } from "../graph/node/finding.ts";
import type { Json } from "../kit/json.ts";
import { applyJsonPatch, type JsonPatchOperation } from "../kit/json-patch.ts";
import type { Read } from "../kit/query/collection.ts";
import type { EnvoyPatchSpec } from "../model/object/envoy-patch.ts";
import { type EncodedPiece, encodeResource, messageOf } from "./encode-resource.ts";
import type { EncodedResource } from "./encoded-resource.ts";

/** A resource as one view holds it. `resource` undefined: there is no valid one, what was in force before stays. */
export interface ViewResource extends EncodedPiece {
  /** `group|capability`. */
  readonly view: string;
}

/** Reads a resource for a group: with the patches that aim at it there. */
export type ViewOf = (read: Read, group: string, piece: EncodedPiece | undefined) => ViewResource | undefined;

/** Makes the last step of the translation: patches, by group. */
export function patchedFor(graph: Graph): ViewOf {
  return (read, group, piece) => {
    if (piece === undefined) return undefined;
    const view = `${group}|${read.get(graph.nodeGroups, `/${group}`)?.spec.proxy ?? "envoy"}`;
    const resource = piece.resource;
    if (resource === undefined) return { view, resource, findings: [] };
    const patches = [...(read.get(graph.patches, `${resource.type}|${resource.name}`)?.values() ?? [])].filter(
      ({ spec }) => spec.nodeGroup === undefined || spec.nodeGroup === group,
    );
    return patches.length === 0 ? { view, resource, findings: [] } : { view, ...applyPatches(resource, patches) };
  };
}

/** Early cut-off: the same bytes in the same view. */
export const viewOptions = {
  equals: (left: ViewResource, right: ViewResource): boolean =>
    left.view === right.view && left.resource?.version === right.resource?.version && left.findings.length === 0 && right.findings.length === 0,
} as const;

/** Patches one after the other; one that does not fit is left out and says so. */
function applyPatches(resource: EncodedResource, patches: readonly Parsed<EnvoyPatchSpec>[]): EncodedPiece {
  const findings: Finding[] = [];
  let current = resource;
  for (const patch of patches) {
    const next = applyPatch(current, patch);
    findings.push(...next.findings);
    current = next.resource ?? current;
  }
  return { resource: current, findings };
}

function applyPatch(resource: EncodedResource, patch: Parsed<EnvoyPatchSpec>): EncodedPiece {
  const message = messageOf(resource.type);
  const refuse = (code: string, pointer: string, detail: string): EncodedPiece => ({
    resource: undefined,
    findings: [{ object: patch.key, pointer, condition: "Accepted", code, detail }],
  });
  const patched = applyJsonPatch(toJson(message, codec(message).decode(resource.bytes)) as Json, patch.spec.patch as readonly JsonPatchOperation[]);
  if (patched.kind === "failed") {
    const [first] = patched.problems;
    return refuse("PATCH_DOES_NOT_FIT", `/spec/patch${first?.pointer ?? ""}`, `Patch does not fit ${resource.type} ${resource.name}: ${first?.detail ?? ""}`);
  }
  const read = fromJson(message, patched.document as ReturnType<typeof toJson>);
  if (!read.ok)
    return refuse(
      "PATCH_INVALID",
      "/spec/patch",
      `Patched ${resource.type} ${resource.name} is not valid: ${read.faults.map((fault) => `${fault.detail} (at ${fault.pointer})`).join("; ")}`,
    );
  const { type, name, warming, references } = resource;
  const origin = { object: patch.key, pointer: "/spec/patch" };
  const piece = encodeResource({ message, value: read.message, type, name, warming, references, origins: [origin] });
  if (piece.resource === undefined) return piece;
  return { resource: { ...piece.resource, origins: () => [origin, ...resource.origins()] }, findings: [] };
}
