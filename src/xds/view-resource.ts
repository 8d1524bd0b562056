import type { Parsed } from "../graph/build/inputs.ts";
import type { Graph } from "../graph/graph.ts";
import type { Finding } from "../graph/node/finding.ts";
import type { Read } from "../kit/query/collection.ts";
import type { EnvoyPatchSpec } from "../model/object/envoy-patch.ts";
import { applyPatch } from "./apply-patch.ts";
import type { EncodedPiece } from "./encode-resource.ts";
import { type EncodedResource, sameResource } from "./encoded-resource.ts";

/** A resource as one view holds it. `resource` undefined: there is no valid one, what was in force before stays. */
export interface ViewResource extends EncodedPiece {
  /** `group|capability`. */
  readonly view: string;
}

/** Reads a resource for a group: with the patches that aim at it there. Undefined for a group that does not exist. */
export type ViewOf = (read: Read, group: string, piece: EncodedPiece | undefined) => ViewResource | undefined;

/** Makes the last step of the translation: patches, by group. */
export function patchedFor(graph: Graph): ViewOf {
  return (read, group, piece) => {
    const proxy = read.get(graph.proxies, `/${group}`);
    if (piece === undefined || proxy === undefined) return undefined;
    const view = `${group}|${proxy}`;
    const resource = piece.resource;
    if (resource === undefined) return { view, resource, findings: [] };
    const patches = [...(read.get(graph.patchesByTarget, `${resource.type}|${resource.name}`)?.values() ?? [])].filter(
      ({ spec }) => spec.nodeGroup === undefined || spec.nodeGroup === group,
    );
    return patches.length === 0 ? { view, resource, findings: [] } : { view, ...applyPatches(resource, patches) };
  };
}

/** Early cut-off: the same bytes in the same view. */
export const viewOptions = {
  equals: (left: ViewResource, right: ViewResource): boolean =>
    left.view === right.view && sameResource(left.resource, right.resource) && left.findings.length === 0 && right.findings.length === 0,
} as const;

/** Patches one after the other, by name; one that does not fit is left out and says so. */
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
